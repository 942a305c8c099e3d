"""What a shape cannot say: how the fields of an object of OpenAPI depend on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scaffold.check.document import Path
from scaffold.check.openapi.flaw import Flaw, the

Object = Mapping[str, Any]
Condition = Callable[[Object, Path], Iterator[Flaw]]

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


def _document_of_3_1(value: Object, path: Path) -> Iterator[Flaw]:
    if not value.keys() & {"paths", "components", "webhooks"}:
        yield Flaw(path, "`paths` is missing, and so are `components` and `webhooks`")


def _parameter(value: Object, path: Path) -> Iterator[Flaw]:
    if value.get("in") == "path" and value.get("required") is not True:
        yield Flaw(path, "a parameter in the path must have `required: true`")
    place, style = value.get("in"), value.get("style")
    styles = _STYLES.get(place, ()) if isinstance(place, str) else ()
    if isinstance(style, str) and styles and style not in styles:
        yield Flaw((*path, "style"), f"`style` must be one of {', '.join(styles)}")
    yield from _header(value, path)


def _header(value: Object, path: Path) -> Iterator[Flaw]:
    if ("schema" in value) == ("content" in value):
        yield Flaw(path, "a parameter must have one of `schema` and `content`")
    yield from _media_type(value, path)


def _media_type(value: Object, path: Path) -> Iterator[Flaw]:
    if "example" in value and "examples" in value:
        yield Flaw(path, "`example` and `examples` exclude each other")


def _operation(value: Object, path: Path) -> Iterator[Flaw]:
    parameters = value.get("parameters")
    seen: set[tuple[str, str]] = set()
    for at, part in enumerate(parameters if isinstance(parameters, list) else ()):
        if isinstance(part, dict) and "$ref" not in part:
            named = (str(part.get("name")), str(part.get("in")))
            if named in seen:
                yield Flaw((*path, "parameters", at), f"`{named[0][:80]}` is given twice")
            seen.add(named)


def _schema(value: Object, path: Path) -> Iterator[Flaw]:
    for name in ("allOf", "oneOf", "anyOf"):
        if value.get(name) == []:
            yield Flaw((*path, name), f"`{name}` is an empty list")


def _link(value: Object, path: Path) -> Iterator[Flaw]:
    if value.keys() >= {"operationRef", "operationId"}:
        yield _one_operation(path)


def _link_of_3_1(value: Object, path: Path) -> Iterator[Flaw]:
    if len(value.keys() & {"operationRef", "operationId"}) != 1:
        yield _one_operation(path)


def _one_operation(path: Path) -> Flaw:
    return Flaw(path, "a link must have one of `operationRef` and `operationId`")


def _server_variable_of_3_1(value: Object, path: Path) -> Iterator[Flaw]:
    if value.get("enum") == []:
        yield Flaw((*path, "enum"), "`enum` is an empty list")


def _responses(value: Object, path: Path) -> Iterator[Flaw]:
    if not value:
        yield Flaw(path, "`responses` is empty")


def _security_scheme(value: Object, path: Path) -> Iterator[Flaw]:
    kind = value.get("type")
    for needed in _SCHEME_NEEDS.get(kind, ()) if isinstance(kind, str) else ():
        if needed not in value:
            yield Flaw(path, f"`{needed}` is missing from {the('security scheme', path)}")


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
