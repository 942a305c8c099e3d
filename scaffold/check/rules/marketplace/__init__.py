"""The rules of marketplaces, a file for each topic."""

from scaffold.check.rules.marketplace import fields, sources

# In the order in which people read of them.
TOPICS = (fields, sources)
