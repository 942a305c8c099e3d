"""The rules of a package that hosts install, a file for each topic."""

from scaffold.check.rules.package import claude, contents, manifest, servers

# In the order in which people read of them.
TOPICS = (manifest, servers, claude, contents)
