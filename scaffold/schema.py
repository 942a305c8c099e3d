"""JSON Schema (draft 7), as much of it as the rules are written in.

A library that knows all of it takes longer to be imported than a project to be rendered; the tests
hold this one to such a library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]


class Broken(NamedTuple):
    """A keyword of `schema` that `value`, at `path` in what was checked, does not satisfy.

    For `required`, `wanted` is the one name that is missing.
    """

    path: tuple[str | int, ...]
    keyword: str
    wanted: Any
    value: object
    schema: Schema


def broken(schema: Schema, value: object, definitions: Schema) -> Iterator[Broken]:
    """Everything that makes `value` invalid; `definitions` is what each `$ref` refers to."""
    if "$ref" in schema:
        # Whatever stands beside a reference does not count.
        yield from broken(referred(schema["$ref"], definitions), value, definitions)
        return
    for keyword, wanted in schema.items():
        match keyword:
            case "allOf":
                for part in wanted:
                    yield from broken(part, value, definitions)
            case "if":
                if not any(broken(wanted, value, definitions)):
                    yield from broken(schema.get("then", {}), value, definitions)
            case "required" if isinstance(value, dict):
                for name in wanted:
                    if name not in value:
                        yield Broken((), keyword, name, value, schema)
            case "properties" if isinstance(value, dict):
                for name, part in wanted.items():
                    if name in value:
                        yield from _below(name, part, value, definitions)
            case "additionalProperties" if isinstance(value, dict):
                for name in value:
                    if name not in schema.get("properties", {}):
                        yield from _below(name, wanted, value, definitions)
            case _:
                if keyword in _IS_BROKEN and _IS_BROKEN[keyword](value, wanted):
                    yield Broken((), keyword, wanted, value, schema)


def type_name(value: object) -> str:
    """The most special name that JSON Schema has for the type of a value; empty for none."""
    return next((name for name, has in _HAS_TYPE.items() if has(value)), "")


def _below(
    name: str, schema: Schema, parent: Mapping[str, object], definitions: Schema
) -> Iterator[Broken]:
    for found in broken(schema, parent[name], definitions):
        yield found._replace(path=(name, *found.path))


def referred(reference: str, definitions: Schema) -> Schema:
    """What a `$ref` refers to."""
    found = definitions
    for name in reference.removeprefix("#/definitions/").split("/"):
        found = found[name]
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_HAS_TYPE: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}

# A text's keywords say nothing about a number, and a number's nothing about a text.
_IS_BROKEN: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, wanted: not _HAS_TYPE[wanted](value),
    "const": lambda value, wanted: value != wanted,
    "enum": lambda value, wanted: value not in wanted,
    "minLength": lambda value, wanted: isinstance(value, str) and len(value) < wanted,
    "maxLength": lambda value, wanted: isinstance(value, str) and len(value) > wanted,
    "pattern": lambda value, wanted: isinstance(value, str) and not re.search(wanted, value),
    "minimum": lambda value, wanted: _is_number(value) and value < wanted,
    "maximum": lambda value, wanted: _is_number(value) and value > wanted,
}
