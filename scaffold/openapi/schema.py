"""A schema of OpenAPI becomes one of JSON Schema that stands alone, references followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaffold.documents.document import Document
from scaffold.openapi.references import follow

# Schemas in schemas, and schemas in all; what is beyond takes any value.
_MAX_DEPTH = 12
_MAX_SCHEMAS = 2_000

_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_ONE = ("items", "not", "additionalProperties", "contains", "propertyNames")
_MANY = ("properties", "patternProperties")
# For readers and writers of the document, not for values.
_DROPPED = ("xml", "externalDocs", "discriminator", "nullable", "$ref")


def standalone(document: Document, schema: Any) -> dict[str, Any]:
    """The schema with all that it refers to; a circle ends in a schema that takes any value."""
    return _Copy(document).of(schema, 0)


class _Copy:
    """One schema on its way, and how much of it there is already."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = 0

    def of(self, schema: Any, depth: int) -> dict[str, Any]:
        self.schemas += 1
        if depth > _MAX_DEPTH or self.schemas > _MAX_SCHEMAS:
            return {}
        beside = schema if isinstance(schema, dict) else {}
        schema = follow(self.document, schema)
        if "$ref" in beside:
            # What stands beside a reference says more of this one place.
            schema = {**schema, **{key: value for key, value in beside.items() if key != "$ref"}}
        copied = {
            key: self._field(key, value, depth + 1)
            for key, value in schema.items()
            if isinstance(key, str) and key not in _DROPPED and not key.startswith("x-")
        }
        return modern(schema, copied)

    def _field(self, key: str, value: Any, depth: int) -> Any:
        if key in _LISTS and isinstance(value, list):
            return [self.of(part, depth) for part in value]
        if key in _ONE and isinstance(value, dict):
            return self.of(value, depth)
        if key in _MANY and isinstance(value, dict):
            return {name: self.of(part, depth) for name, part in value.items()}
        return value


def modern(schema: Mapping[str, Any], copied: dict[str, Any]) -> dict[str, Any]:
    """A copy of a schema, with what OpenAPI 3.0 writes in its own way as JSON Schema does."""
    for name, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(name), bool):
            del copied[name]
            if schema[name] and limit in copied:
                copied[name] = copied.pop(limit)
    if schema.get("nullable") is True and isinstance(copied.get("type"), str):
        copied["type"] = [copied["type"], "null"]
        if isinstance(copied.get("enum"), list) and None not in copied["enum"]:
            copied["enum"] = [*copied["enum"], None]
    return copied
