"""The rules of the manifest, a file for each topic."""

from scaffold.check.rules.manifest import domains, fields, links, placeholders, schema

# In the order in which people read of them.
TOPICS = (schema, links, placeholders, fields, domains)
