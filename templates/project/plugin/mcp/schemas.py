"""JSON Schemas that stand alone, because hosts follow no references."""

import json
from collections.abc import Iterator
from typing import Any

PREFIX = "#/components/schemas/"
# Keywords whose values are data and no schemas, and keywords that map names to schemas.
DATA = {"const", "default", "enum", "example", "examples"}
NAMED = {"patternProperties", "properties"}
BOUNDS = [
    ("minimum", "maximum", ""),
    ("exclusiveMinimum", "exclusiveMaximum", ", both excluded"),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
]


def resolved(schema: Any, schemas: dict[str, Any], inside: tuple[str, ...] = ()) -> Any:
    """The schema with all that it refers to; ValueError where that has no end."""
    if isinstance(schema, list):
        return [resolved(part, schemas, inside) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        if name in inside:
            raise ValueError(f"{name} contains itself")
        if name not in schemas:
            raise ValueError(f"there is no {schema['$ref']}")
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return resolved(schemas[name], schemas, (*inside, name)) | beside
    whole = {}
    for key, value in schema.items():
        if key in NAMED:
            whole[key] = {name: resolved(part, schemas, inside) for name, part in value.items()}
        else:
            whole[key] = value if key in DATA else resolved(value, schemas, inside)
    return whole


def in_words(schema: dict[str, Any]) -> Iterator[str]:
    """What a value must be, in the schema's own words: type, choices, bounds, default."""
    if choices := schema.get("enum"):
        yield "one of " + ", ".join(map(as_json, choices))
    else:
        yield type_of(schema)
    for least, most, unit in BOUNDS:
        low, high = schema.get(least), schema.get(most)
        if low is not None and high is not None:
            yield f"{low} to {high}{unit}"
        elif high is not None:
            yield f"at most {high}{unit}"
        elif low is not None:
            yield f"at least {low}{unit}"
    if "default" in schema:
        yield f"default {as_json(schema['default'])}"


def type_of(schema: dict[str, Any]) -> str:
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return " or ".join(dict.fromkeys(map(type_of, schema[name])))
    kind = schema.get("type", "any value")
    if kind == "array" and "items" in schema:
        return f"array of {type_of(schema['items'])}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
