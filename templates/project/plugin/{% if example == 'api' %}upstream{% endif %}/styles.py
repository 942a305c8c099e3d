"""Parameters as the API wants them written: https://spec.openapis.org/oas/v3.1.0#style-values."""

import json
from typing import Any
from urllib.parse import quote

from fastapi import HTTPException

from plugin.upstream.answers import as_text


def form(name: str, value: Any, safe: str = "") -> list[str]:
    """A piece for the value, for each item of a list, or for each field of an object."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [f"{encoded(key)}={encoded(part, safe)}" for key, part in value.items()]
    parts = value if isinstance(value, list) else [value]
    return [f"{encoded(name)}={encoded(part, safe)}" for part in parts]


def joined(name: str, value: Any, by: str = ",") -> list[str]:
    """One piece for all of it, such as `ids=1,2`; `by` is encoded already."""
    return [] if value is None else [f"{encoded(name)}={listed(value, by)}"]


def deep(name: str, value: dict[str, Any] | None) -> list[str]:
    """A piece for each field of an object, such as `filter[color]=red`."""
    pieces = []
    for key, part in (value or {}).items():
        inner = f"{name}[{key}]"
        if isinstance(part, dict):
            pieces += deep(inner, part)
        else:
            values = part if isinstance(part, list) else [part]
            pieces += [f"{quote(inner, safe='[]')}={encoded(one)}" for one in values]
    return pieces


def listed(value: Any, by: str = ",", equals: str = "") -> str:
    """A list or an object in one text; `equals` comes between a field's name and its value."""
    if isinstance(value, dict):
        pairs = [(encoded(key), encoded(part)) for key, part in value.items()]
        return by.join((equals or by).join(pair) for pair in pairs)
    return by.join(encoded(part) for part in (value if isinstance(value, list) else [value]))


def line(value: Any) -> str | None:
    """The value of a header."""
    if value is None:
        return None
    if isinstance(value, dict):
        return ",".join(f"{key},{as_text(part)}" for key, part in value.items())
    return ",".join(as_text(part) for part in (value if isinstance(value, list) else [value]))


def parsed(text: str | None) -> Any:
    """What a host writes as JSON, because a query knows texts only; HTTPException if it is none."""
    try:
        return None if text is None else json.loads(text)
    except ValueError as error:
        raise HTTPException(422, "A list or an object in the query must be JSON.") from error


def encoded(value: Any, safe: str = "") -> str:
    return quote(as_text(value), safe=safe)
