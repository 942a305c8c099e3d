"""The rules of the OpenAPI document, a file for each topic."""

from scaffold.check.rules.openapi import (
    answers,
    auth,
    operation_ids,
    operations,
    parameters,
    references,
    servers,
    texts,
    validity,
)

# In the order in which people read of them.
TOPICS = (
    validity,
    references,
    operation_ids,
    texts,
    operations,
    servers,
    answers,
    parameters,
    auth,
)
