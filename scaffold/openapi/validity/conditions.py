"""What a shape cannot say: how the fields of an object of OpenAPI depend on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scaffold.documents.problem import Pointer, Problem
from scaffold.openapi.validity.words import the

Object = Mapping[str, Any]
Condition = Callable[[Object, Pointer], Iterator[Problem]]

_STYLES = {
    "path": ("matrix", "label", "simple"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}

# What each type of security scheme must have.
_SCHEME_NEEDS = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
}


def _document_of_3_1(value: Object, path: Pointer) -> Iterator[Problem]:
    if not value.keys() & {"paths", "components", "webhooks"}:
        yield Problem("`paths` is missing, and so are `components` and `webhooks`", path)


def _parameter(value: Object, path: Pointer) -> Iterator[Problem]:
    if value.get("in") == "path" and value.get("required") is not True:
        yield Problem("a parameter in the path must have `required: true`", path)
    place, style = value.get("in"), value.get("style")
    styles = _STYLES.get(place, ()) if isinstance(place, str) else ()
    if isinstance(style, str) and styles and style not in styles:
        yield Problem(f"`style` must be one of {', '.join(styles)}", (*path, "style"))
    yield from _header(value, path)


def _header(value: Object, path: Pointer) -> Iterator[Problem]:
    if ("schema" in value) == ("content" in value):
        yield Problem("a parameter must have one of `schema` and `content`", path)
    yield from _media_type(value, path)


def _media_type(value: Object, path: Pointer) -> Iterator[Problem]:
    if "example" in value and "examples" in value:
        yield Problem("`example` and `examples` exclude each other", path)


def _operation(value: Object, path: Pointer) -> Iterator[Problem]:
    parameters = value.get("parameters")
    seen: set[tuple[str, str]] = set()
    for at, part in enumerate(parameters if isinstance(parameters, list) else ()):
        if isinstance(part, dict) and "$ref" not in part:
            named = (str(part.get("name")), str(part.get("in")))
            if named in seen:
                yield Problem(f"`{named[0][:80]}` is given twice", (*path, "parameters", at))
            seen.add(named)


def _schema(value: Object, path: Pointer) -> Iterator[Problem]:
    for name in ("allOf", "oneOf", "anyOf"):
        if value.get(name) == []:
            yield Problem(f"`{name}` is an empty list", (*path, name))


def _link(value: Object, path: Pointer) -> Iterator[Problem]:
    if value.keys() >= {"operationRef", "operationId"}:
        yield _one_operation(path)


def _link_of_3_1(value: Object, path: Pointer) -> Iterator[Problem]:
    if len(value.keys() & {"operationRef", "operationId"}) != 1:
        yield _one_operation(path)


def _one_operation(path: Pointer) -> Problem:
    return Problem("a link must have one of `operationRef` and `operationId`", path)


def _server_variable_of_3_1(value: Object, path: Pointer) -> Iterator[Problem]:
    if value.get("enum") == []:
        yield Problem("`enum` is an empty list", (*path, "enum"))


def _responses(value: Object, path: Pointer) -> Iterator[Problem]:
    if not value:
        yield Problem("`responses` is empty", path)


def _security_scheme(value: Object, path: Pointer) -> Iterator[Problem]:
    kind = value.get("type")
    for needed in _SCHEME_NEEDS.get(kind, ()) if isinstance(kind, str) else ():
        if needed not in value:
            yield Problem(f"`{needed}` is missing from {the('security scheme', path)}", path)


# By the name of the object.
OF_3_0: Mapping[str, Condition] = {
    "parameter": _parameter,
    "header": _header,
    "media type": _media_type,
    "operation": _operation,
    "schema": _schema,
    "link": _link,
    "responses": _responses,
    "security scheme": _security_scheme,
}
OF_3_1: Mapping[str, Condition] = {
    **OF_3_0,
    "document": _document_of_3_1,
    "link": _link_of_3_1,
    "server variable": _server_variable_of_3_1,
}
