"""Arguments made up from what the OpenAPI document says of them, to try an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaffold.openapi.arguments import Argument, arguments, body
from scaffold.openapi.operations import Operation

# Objects in objects; a deeper one is left empty.
_MAX_DEPTH = 5


def arguments_for(operation: Operation) -> dict[str, Any]:
    """A value for each argument that is required: its example, or the smallest that fits."""
    taken = body(operation)
    example = taken.media.get("example") if taken else None
    values: dict[str, Any] = {}
    for argument in arguments(operation):
        if argument.place == "whole" and example is not None:
            values[argument.name] = example
        elif argument.place == "body" and isinstance(example, dict) and argument.name in example:
            values[argument.name] = example[argument.name]
        elif argument.required:
            values[argument.name] = _value(argument)
    return values


def _value(argument: Argument) -> Any:
    if "example" in argument.described:
        return argument.described["example"]
    return of(argument.schema)


def of(schema: Mapping[str, Any], depth: int = 0) -> Any:
    """The smallest value that fits a schema that stands alone."""
    for name in ("example", "default", "const"):
        if name in schema:
            return schema[name]
    for name in ("enum", "examples"):
        if isinstance(listed := schema.get(name), list) and listed:
            return listed[0]
    for name in ("anyOf", "oneOf", "allOf"):
        if isinstance(listed := schema.get(name), list) and listed and depth < _MAX_DEPTH:
            return of(listed[0], depth + 1)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in schema:
        return _object(schema, depth)
    least = schema.get("minimum", 1)
    length = schema.get("minLength", 1)
    return {
        "integer": least if isinstance(least, int) else 1,
        "number": least if isinstance(least, int | float) else 1,
        "boolean": False,
        "array": [],
        "null": None,
    }.get(str(kind), "x" * (min(length, 1000) if isinstance(length, int) else 1))


def _object(schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    fields, needed = schema.get("properties"), schema.get("required")
    if not isinstance(fields, dict) or not isinstance(needed, list) or depth >= _MAX_DEPTH:
        return {}
    return {
        name: of(fields[name], depth + 1)
        for name in needed
        if isinstance(name, str) and name in fields
    }
