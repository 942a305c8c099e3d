"""The rules of skills, a file for each topic."""

from scaffold.check.rules.skill import body, front_matter

# In the order in which people read of them.
TOPICS = (front_matter, body)
