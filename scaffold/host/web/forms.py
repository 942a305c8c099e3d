"""Forms made from the schema of an operation's arguments, and what is sent with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from scaffold.host.tools import Kept, Tool
from scaffold.openapi.arguments import Argument

# What a field of an argument is called in a form, so that it is no other field.
_PREFIX = "argument:"


class Field(NamedTuple):
    """One argument in a form. `kind`: text, number, choice or json."""

    name: str
    label: str
    kind: str
    required: bool
    description: str
    value: str
    choices: list[str]


def fields(tool: Tool, given: Mapping[str, Any]) -> list[Field]:
    """A field for each argument, filled in as far as it is known."""
    return [_field(argument, given) for argument in tool.arguments]


def _field(argument: Argument, given: Mapping[str, Any]) -> Field:
    kind = _kind(argument.schema)
    listed = argument.schema.get("enum")
    choices = [_text(value) for value in listed] if isinstance(listed, list) else []
    if kind == "boolean":
        choices = ["true", "false"]
    shown = "choice" if choices else {"integer": "number"}.get(kind, kind)
    value = _text(given[argument.name]) if argument.name in given else ""
    return Field(
        f"{_PREFIX}{argument.name}",
        argument.name,
        shown if shown in ("choice", "number", "json") else "text",
        argument.required,
        argument.description,
        value,
        choices,
    )


def arguments(tool: Tool | Kept, sent: Mapping[str, str]) -> dict[str, Any]:
    """The arguments in what was sent; what was left empty is left out, where it may be."""
    given: dict[str, Any] = {}
    for argument in tool.arguments if isinstance(tool, Tool) else ():
        text = sent.get(f"{_PREFIX}{argument.name}", "")
        if not text and (not argument.required or _kind(argument.schema) != "string"):
            continue
        given[argument.name] = _value(argument, text)
    return given


def _value(argument: Argument, text: str) -> Any:
    """The value that a text stands for; where it stands for none, the text, which is refused."""
    listed = argument.schema.get("enum")
    for value in listed if isinstance(listed, list) else ():
        if _text(value) == text:
            return value
    if _kind(argument.schema) == "string":
        # Browsers send lines with CR LF.
        return text.replace("\r\n", "\n")
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    return text


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    kind = next((str(one) for one in kinds if one not in ("null", None)), "")
    if kind in ("string", "integer", "number", "boolean"):
        return kind
    return "json" if kind or len(schema) else "string"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
