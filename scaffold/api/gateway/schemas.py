"""The schemas of an API's document, as the gateway keeps them: in the words of OpenAPI 3.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scaffold.api.gateway.names import unique

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
            target = resolve(self.document, schema["$ref"])
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
            self.kept[name] = self._converted(resolve(self.document, reference), 0)
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


def resolve(document: Mapping[str, Any], reference: str) -> Any:
    """What a reference inside the document points to; None where that is nothing."""
    place: Any = document
    for step in reference.removeprefix("#/").split("/"):
        name = re.sub("%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), step)
        name = name.replace("~1", "/").replace("~0", "~")
        if isinstance(place, list) and name.isdecimal() and len(name) < 10:
            place = place[int(name)] if int(name) < len(place) else None
        else:
            place = place.get(name) if isinstance(place, dict) else None
    return place


def _modern(schema: Mapping[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """What OpenAPI 3.0 writes in its own way, as 3.1 does."""
    for name, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(name), bool):
            del whole[name]
            if schema[name] and limit in whole:
                whole[name] = whole.pop(limit)
    if schema.get("nullable") is True and isinstance(whole.get("type"), str):
        whole["type"] = [whole["type"], "null"]
        if isinstance(whole.get("enum"), list) and None not in whole["enum"]:
            whole["enum"] = [*whole["enum"], None]
    if whole.get("format") == "binary":
        # A host sends texts only.
        whole.pop("format")
        whole["contentEncoding"] = "base64"
    return whole
