"""The rules of a running plugin: what its server answers to a host, a browser and a stranger."""

from scaffold.check.rules.hosting import browsers, calls, files

# In the order in which people read of them.
TOPICS = (files, browsers, calls)
