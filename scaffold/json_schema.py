"""JSON Schema (draft 7), as much of it as the rules of our formats are written in, in sentences.

A library for all of it takes longer to be imported than a project to be rendered. The tests hold
this to one: the same violations, in the same order, for any manifest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]


class Violation(NamedTuple):
    """A value that breaks a keyword of `schema`; `limit` is what the keyword says.

    For `required`, it is the one name that is missing; where `additionalProperties` is false,
    there is one for each name that is too many, and `path` leads to it.
    """

    value: Any
    path: tuple[str | int, ...]
    keyword: str
    limit: Any
    schema: Schema


def violations(
    schema: Schema, value: object, root: Schema, path: tuple[str | int, ...] = ()
) -> Iterator[Violation]:
    """What of `schema` a value breaks, in the schema's order; `root` is what `$ref` refers to."""
    if "$ref" in schema:
        # In draft 7, nothing beside it counts.
        yield from violations(_referred(schema["$ref"], root), value, root, path)
        return
    for keyword, limit in schema.items():
        if keyword == "allOf":
            for part in limit:
                yield from violations(part, value, root, path)
        elif keyword == "if":
            if next(violations(limit, value, root), None) is None:
                yield from violations(schema["then"], value, root, path)
        elif keyword in _BREAKS:
            if _BREAKS[keyword](value, limit):
                yield Violation(value, path, keyword, limit, schema)
        elif isinstance(value, dict):
            yield from _of_object(keyword, schema, value, root, path)
        elif keyword == "items" and isinstance(value, list):
            for at, part in enumerate(value):
                yield from violations(limit, part, root, (*path, at))


def is_type(value: object, name: str) -> bool:
    """Whether a value read from JSON or YAML is of a type of JSON Schema's."""
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, _TYPES[name])


_TYPES: dict[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "object": dict,
    "string": str,
}

# What each keyword refuses; one that is about texts or numbers refuses nothing else.
_BREAKS: dict[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, names: not any(is_type(value, name) for name in _listed(names)),
    "const": lambda value, only: bool(value != only),
    "enum": lambda value, choices: value not in choices,
    "minLength": lambda value, least: isinstance(value, str) and len(value) < least,
    "maxLength": lambda value, most: isinstance(value, str) and len(value) > most,
    "pattern": lambda value, regex: isinstance(value, str) and not re.search(regex, value),
    "minimum": lambda value, least: is_type(value, "number") and value < least,
    "maximum": lambda value, most: is_type(value, "number") and value > most,
}


def _of_object(
    keyword: str, schema: Schema, value: Schema, root: Schema, path: tuple[str | int, ...]
) -> Iterator[Violation]:
    if keyword == "required":
        for name in schema["required"]:
            if name not in value:
                yield Violation(value, path, keyword, name, schema)
    elif keyword == "properties":
        for name, part in schema["properties"].items():
            if name in value:
                yield from violations(part, value[name], root, (*path, name))
    elif keyword == "additionalProperties":
        others = (name for name in value if name not in schema.get("properties", {}))
        for name in others:
            if schema[keyword] is False:
                yield Violation(value[name], (*path, name), keyword, False, schema)
            else:
                yield from violations(schema[keyword], value[name], root, (*path, name))


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _referred(reference: str, root: Schema) -> Schema:
    """What `#/definitions/url` means."""
    schema = root
    for step in reference.removeprefix("#/").split("/"):
        schema = schema[step]
    return schema


def sentence(violation: Violation) -> str:
    """What is wrong with the value, to follow its name."""
    value, limit = violation.value, violation.limit
    match violation.keyword:
        case "required":
            return f"`{limit}` is missing"
        case "type":
            meant = " or ".join(_WORDS[name] for name in _listed(limit))
            return f"must be {meant}, not {_type_name(value)}"
        case "const":
            return f"must be {json.dumps(limit)}"
        case "enum":
            return f"must be {' or '.join(limit)}"
        case "minLength":
            return "is empty"
        case "maxLength":
            return f"{len(value)} characters, at most {limit}"
        case "additionalProperties":
            return "is no known field"
        case "minimum":
            return f"{value}, at least {limit}"
        case "maximum":
            return f"{value}, at most {limit}"
        case _:
            explained: str = violation.schema["patternErrorMessage"]
            return explained


_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def _type_name(value: object) -> str:
    known = (words for name, words in _WORDS.items() if is_type(value, name))
    return next(known, "something else")
