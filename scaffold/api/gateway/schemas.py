"""The schemas of an API's document, as the gateway keeps them: in the words of OpenAPI 3.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scaffold.api.gateway.names import unique
from scaffold.openapi.references import within
from scaffold.openapi.schema import modern

PREFIX = "#/components/schemas/"
# The plugin's own.
_RESERVED = ("Problem",)
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_ONE = ("items", "not", "additionalProperties", "contains", "propertyNames", "if", "then", "else")
_MANY = ("properties", "patternProperties", "$defs", "dependentSchemas")
# For readers of the document only, or written in another way in 3.1.
_DROPPED = ("xml", "externalDocs", "discriminator", "nullable", "$comment", "$id", "$anchor")
_MAX_DEPTH = 100


class Schemas:
    """Every schema that some operation needs, by the name that it has in the gateway."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.kept: dict[str, Any] = {}
        self._names: dict[str, str] = {}

    def name(self, schema: Any, hint: str) -> str:
        """The name of a schema: its own where it is a reference, else one made from `hint`."""
        if isinstance(schema, dict) and set(schema) == {"$ref"}:
            return self._referred(str(schema["$ref"]))
        name = unique(hint, [*self.kept, *_RESERVED, *self._declared()])
        self.kept[name] = {}
        self.kept[name] = self._converted(schema, 0)
        return name

    def followed(self, schema: Any) -> dict[str, Any]:
        """A schema, or what it refers to; empty where that is none."""
        for _ in range(10):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                break
            beside = {key: part for key, part in schema.items() if key != "$ref"}
            target = within(self.document, schema["$ref"])
            schema = {**target, **beside} if isinstance(target, dict) else None
        return schema if isinstance(schema, dict) else {}

    def _declared(self) -> list[str]:
        return list((self.document.get("components") or {}).get("schemas") or {})

    def _referred(self, reference: str) -> str:
        if reference not in self._names:
            last = reference.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            legal = re.sub(r"[^A-Za-z0-9._-]", "_", last) or "Schema"
            name = unique(f"Api{legal}" if legal in _RESERVED else legal, self.kept)
            self._names[reference] = name
            self.kept[name] = {}
            self.kept[name] = self._converted(within(self.document, reference), 0)
        return self._names[reference]

    def _converted(self, schema: Any, depth: int) -> dict[str, Any]:
        if not isinstance(schema, dict) or depth > _MAX_DEPTH:
            return {"not": {}} if schema is False else {}
        whole: dict[str, Any] = {}
        for key, part in schema.items():
            if key in _DROPPED or not isinstance(key, str) or key.startswith("x-"):
                continue
            if key == "$ref" and isinstance(part, str):
                whole[key] = PREFIX + self._referred(part)
            elif key in _LISTS and isinstance(part, list):
                whole[key] = [self._converted(one, depth + 1) for one in part]
            elif key in _ONE and isinstance(part, dict | bool):
                is_bare = isinstance(part, bool) and key == "additionalProperties"
                whole[key] = part if is_bare else self._converted(part, depth + 1)
            elif key in _MANY and isinstance(part, dict):
                whole[key] = {str(n): self._converted(one, depth + 1) for n, one in part.items()}
            elif key not in (*_LISTS, *_MANY, "$ref"):
                whole[key] = part
        return _modern(schema, whole)


def _modern(schema: Mapping[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    whole = modern(schema, whole)
    if whole.get("format") == "binary":
        # A host sends texts only.
        whole.pop("format")
        whole["contentEncoding"] = "base64"
    return whole
