"""A call of an operation with arguments, as the request that is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from scaffold.openapi import styles
from scaffold.openapi.arguments import FORM, Argument, arguments, body
from scaffold.openapi.operations import Operation


class Request(NamedTuple):
    """One request of HTTP."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


def build(base: str, operation: Operation, given: Mapping[str, Any]) -> Request:
    """The request for some arguments; ValueError where one cannot be sent.

    `base` is the URL of the server. Arguments that the operation does not have are left out.
    """
    route = operation.route
    query: list[str] = []
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for argument in arguments(operation):
        if argument.name not in given:
            continue
        value, parameter = _encoded(argument, given[argument.name]), argument.described
        if argument.place == "path":
            route = route.replace(f"{{{parameter['name']}}}", styles.in_path(parameter, value))
        elif argument.place == "query":
            query += styles.in_query(parameter, value)
        elif argument.place == "header":
            headers[parameter["name"]] = styles.in_header(parameter, value)
        elif argument.place == "cookie":
            cookies += styles.in_cookie(parameter, value)
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    media_type, content = _body(operation, given)
    if content is not None:
        headers["Content-Type"] = media_type
    url = base.rstrip("/") + route + (f"?{'&'.join(query)}" if query else "")
    return Request(operation.method.upper(), url, headers, content)


def _encoded(argument: Argument, value: Any) -> Any:
    """A parameter that is described by its content is sent as JSON."""
    if argument.place != "whole" and isinstance(argument.described.get("content"), dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _body(operation: Operation, given: Mapping[str, Any]) -> tuple[str, bytes | None]:
    """Content type and content; the content is None where nothing is to be sent."""
    if (taken := body(operation)) is None:
        return "", None
    listed = [one for one in arguments(operation) if one.name in given]
    whole = [given[one.name] for one in listed if one.place == "whole"]
    parts = {one.name: given[one.name] for one in listed if one.place == "body"}
    if not whole and not parts and not taken.required:
        return "", None
    value = whole[0] if whole else parts
    if taken.media_type == FORM and isinstance(value, dict):
        pairs = [(name, styles.text(part)) for name, part in value.items()]
        return FORM, urlencode(pairs).encode()
    return taken.media_type, json.dumps(value, ensure_ascii=False).encode()
