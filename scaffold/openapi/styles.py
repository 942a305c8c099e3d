"""Parameters written as OpenAPI's styles have it: in a path, a query, a header or a cookie.

The table of styles: https://spec.openapis.org/oas/v3.1.0#style-values
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

# Of the reserved characters those that end no value.
_RESERVED = ":/?@!$'()*,;=[]"


def in_path(parameter: Mapping[str, Any], value: Any) -> str:
    """What stands in the route for a parameter; ValueError where that would be another route."""
    name, style = _name(parameter), parameter.get("style")
    explode = parameter.get("explode") is True
    if style == "matrix":
        if explode:
            return "".join(f";{pair}" for pair in _pairs(name, value))
        return f";{name}={','.join(_parts(value, '', explode=False))}"
    between = "." if style == "label" and explode else ","
    text = between.join(_parts(value, "", explode=explode))
    if style == "label":
        return f".{text}"
    if text in ("", ".", ".."):
        raise ValueError(f"{name}: cannot be {text or 'empty'} in a path")
    return text


def in_query(parameter: Mapping[str, Any], value: Any) -> list[str]:
    """The pieces of the query, such as `limit=5`."""
    name, style = _name(parameter), parameter.get("style", "form")
    safe = _RESERVED if parameter.get("allowReserved") is True else ""
    if style == "deepObject" and isinstance(value, dict):
        return [f"{name}[{_quoted(key)}]={_quoted(part, safe)}" for key, part in value.items()]
    if parameter.get("explode", style == "form") is True:
        return _pairs(name, value, safe)
    between = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(str(style), ",")
    return [f"{name}={between.join(_parts(value, safe, explode=False))}"]


def in_header(parameter: Mapping[str, Any], value: Any) -> str:
    """The value of a header: one line of ASCII."""
    if isinstance(value, dict):
        between = "=" if parameter.get("explode") is True else ","
        parts = [f"{key}{between}{text(part)}" for key, part in value.items()]
    else:
        parts = [text(part) for part in (value if isinstance(value, list) else [value])]
    line = ",".join(parts).encode("ascii", "replace").decode()
    return "".join(character if character.isprintable() else " " for character in line).strip()


def in_cookie(parameter: Mapping[str, Any], value: Any) -> list[str]:
    """The pieces of the Cookie header."""
    if parameter.get("explode", True) is True:
        return _pairs(_name(parameter), value)
    return [f"{_name(parameter)}={','.join(_parts(value, '', explode=False))}"]


def text(value: Any) -> str:
    """A value as it is written where there are no types."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _name(parameter: Mapping[str, Any]) -> str:
    return quote(str(parameter.get("name")), safe="[]")


def _quoted(value: Any, safe: str = "") -> str:
    return quote(text(value), safe=safe)


def _parts(value: Any, safe: str, *, explode: bool) -> list[str]:
    if isinstance(value, dict):
        pairs = [(_quoted(key), _quoted(part, safe)) for key, part in value.items()]
        if explode:
            return [f"{key}={part}" for key, part in pairs]
        return [piece for pair in pairs for piece in pair]
    return [_quoted(part, safe) for part in (value if isinstance(value, list) else [value])]


def _pairs(name: str, value: Any, safe: str = "") -> list[str]:
    """An object's fields, or the parameter once for each item of a list."""
    if isinstance(value, dict):
        return _parts(value, safe, explode=True)
    return [f"{name}={part}" for part in _parts(value, safe, explode=True)]
