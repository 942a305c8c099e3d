"""A call of an operation, made up from what the OpenAPI document says of its parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from scaffold.documents.document import Document
from scaffold.openapi.operations import Operation
from scaffold.openapi.references import follow

# Objects in objects; a deeper one is left empty.
_MAX_DEPTH = 5


def path(operation: Operation) -> str:
    """The route with a value for each of its parameters."""
    route = operation.route
    for _, parameter in operation.parameters:
        if parameter.get("in") == "path":
            value = quote(str(_value(parameter, operation.document)), safe="")
            route = route.replace(f"{{{parameter.get('name')}}}", value)
    return route


def request(base: str, operation: Operation) -> tuple[str, dict[str, str], bytes | None]:
    """URL, headers and body; optional parameters are left out."""
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    for _, parameter in operation.parameters:
        name, place = parameter.get("name"), parameter.get("in")
        if parameter.get("required") is not True or not isinstance(name, str):
            continue
        value = _value(parameter, operation.document)
        text = json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
        if place == "query":
            query.append((name, text))
        elif place == "header" and name.isascii() and name.isprintable():
            headers[name] = text.encode("ascii", "replace").decode().replace("\n", " ")
    body = _body(operation) if operation.method != "get" else None
    if body is not None:
        headers["Content-Type"] = "application/json"
    url = base + path(operation) + (f"?{urlencode(query)}" if query else "")
    return url, headers, body


def _body(operation: Operation) -> bytes | None:
    given = follow(operation.document, operation.value.get("requestBody"))
    content = given.get("content")
    media = content.get("application/json") if isinstance(content, dict) else None
    if not isinstance(media, dict):
        return None
    return json.dumps(_value(media, operation.document)).encode()


def _value(described: Mapping[str, Any], document: Document) -> Any:
    """The example that the author gave, else the smallest value that fits."""
    if "example" in described:
        return described["example"]
    return _sample(described.get("schema"), document, 0)


def _sample(schema: Any, document: Document, depth: int) -> Any:
    schema = follow(document, schema)
    for name in ("example", "default", "const"):
        if name in schema:
            return schema[name]
    for name in ("enum", "examples"):
        if isinstance(listed := schema.get(name), list) and listed:
            return listed[0]
    for name in ("anyOf", "oneOf", "allOf"):
        if isinstance(listed := schema.get(name), list) and listed and depth < _MAX_DEPTH:
            return _sample(listed[0], document, depth + 1)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in schema:
        return _object(schema, document, depth)
    least = schema.get("minimum", 1)
    length = schema.get("minLength", 1)
    return {
        "integer": least if isinstance(least, int) else 1,
        "number": least if isinstance(least, int | float) else 1,
        "boolean": False,
        "array": [],
        "null": None,
    }.get(str(kind), "x" * (min(length, 1000) if isinstance(length, int) else 1))


def _object(schema: Mapping[str, Any], document: Document, depth: int) -> dict[str, Any]:
    fields, needed = schema.get("properties"), schema.get("required")
    if not isinstance(fields, dict) or not isinstance(needed, list) or depth >= _MAX_DEPTH:
        return {}
    return {
        name: _sample(fields[name], document, depth + 1)
        for name in needed
        if isinstance(name, str) and name in fields
    }
