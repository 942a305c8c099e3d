"""What an OpenAPI document of version 3.0 or 3.1 is made of, and a walk that holds one to it.

A table of the objects of the specification (spec.openapis.org/oas): far faster than its JSON
Schemas, and a table knows where it is, so that a sentence can say what is wrong there. The tests
hold it to openapi-spec-validator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from scaffold.check.document import Path

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# A field holds a kind: one of these, the name of a shape, a tuple of words to choose from, a list
# of a kind, or {kind}: names of the author's own, each with that kind.
Kind = Any
_PLAIN = {"text", "flag", "number", "count", "any", "object", "texts", "list", "versioned"}


class Shape(NamedTuple):
    """An object of the specification: fields, those it must have, and a pattern for free names."""

    fields: dict[str, Kind]
    required: tuple[str, ...] = ()
    names: str = ""
    named: Kind = None
    can_refer: bool = False
    # Takes any field beside those known.
    open: bool = False


def _shape(required: str = "", **fields: Kind) -> Shape:
    return Shape(fields, tuple(required.split()))


_PARAMETER = {
    "description": "text",
    "required": "flag",
    "deprecated": "flag",
    "allowEmptyValue": "flag",
    "style": "text",
    "explode": "flag",
    "allowReserved": "flag",
    "schema": "schema",
    "content": {"media type"},
    "example": "any",
    "examples": {"example"},
}
_SCHEMA: dict[str, Kind] = {
    "title": "text",
    "description": "text",
    "multipleOf": "number",
    "maximum": "number",
    "minimum": "number",
    "maxLength": "count",
    "minLength": "count",
    "pattern": "text",
    "maxItems": "count",
    "minItems": "count",
    "uniqueItems": "flag",
    "maxProperties": "count",
    "minProperties": "count",
    "required": "texts",
    "enum": "list",
    "not": "schema",
    "allOf": ["schema"],
    "oneOf": ["schema"],
    "anyOf": ["schema"],
    "items": "schema",
    "properties": {"schema"},
    "additionalProperties": "schema",
    "format": "text",
    "default": "any",
    "discriminator": "discriminator",
    "readOnly": "flag",
    "writeOnly": "flag",
    "example": "any",
    "externalDocs": "external documentation",
    "deprecated": "flag",
    "xml": "xml",
}
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_FLOW = {"authorizationUrl": "text", "tokenUrl": "text", "refreshUrl": "text", "scopes": {"text"}}
_OPERATION = {
    "tags": ["text"],
    "summary": "text",
    "description": "text",
    "externalDocs": "external documentation",
    "operationId": "text",
    "parameters": ["parameter"],
    "requestBody": "request body",
    "responses": "responses",
    "callbacks": {"callback"},
    "deprecated": "flag",
    "security": ["security requirement"],
    "servers": ["server"],
}
_COMPONENTS = {
    "schemas": {"schema"},
    "responses": {"response"},
    "parameters": {"parameter"},
    "examples": {"example"},
    "requestBodies": {"request body"},
    "headers": {"header"},
    "securitySchemes": {"security scheme"},
    "links": {"link"},
    "callbacks": {"callback"},
}
_PATH_ITEM: dict[str, Kind] = {
    "$ref": "text",
    "summary": "text",
    "description": "text",
    "servers": ["server"],
    "parameters": ["parameter"],
    **dict.fromkeys(METHODS, "operation"),
}
_DOCUMENT: dict[str, Kind] = {
    "openapi": "any",
    "info": "info",
    "servers": ["server"],
    "paths": "paths",
    "components": "components",
    "security": ["security requirement"],
    "tags": ["tag"],
    "externalDocs": "external documentation",
}
_INFO = {
    "title": "text",
    "description": "text",
    "termsOfService": "text",
    "contact": "contact",
    "license": "license",
    "version": "text",
}


@cache
def shapes(modern: bool) -> dict[str, Shape]:
    """The objects of OpenAPI 3.0, or of 3.1 where `modern`."""
    table = {
        "document": Shape(_DOCUMENT, ("openapi", "info", "paths")),
        "info": Shape(_INFO, ("title", "version")),
        "contact": _shape(name="text", url="text", email="text"),
        "license": _shape("name", name="text", url="text"),
        "server": _shape("url", url="text", description="text", variables={"server variable"}),
        "server variable": _shape("default", enum=["text"], default="text", description="text"),
        "components": Shape(_COMPONENTS),
        "paths": Shape({}, names=r"/", named="path item"),
        "path item": Shape(_PATH_ITEM),
        "operation": Shape(_OPERATION, ("responses",)),
        "external documentation": _shape("url", url="text", description="text"),
        "parameter": Shape(
            {"name": "text", "in": ("query", "header", "path", "cookie"), **_PARAMETER},
            ("name", "in"),
            can_refer=True,
        ),
        "header": Shape(_PARAMETER, can_refer=True),
        "request body": Shape(
            {"description": "text", "content": {"media type"}, "required": "flag"},
            ("content",),
            can_refer=True,
        ),
        "media type": _shape(
            schema="schema", example="any", examples={"example"}, encoding={"encoding"}
        ),
        "encoding": _shape(
            contentType="text",
            headers={"header"},
            style="text",
            explode="flag",
            allowReserved="flag",
        ),
        "responses": Shape({}, names=r"[1-5]([0-9][0-9]|XX)\Z|default\Z", named="response"),
        "response": Shape(
            {
                "description": "text",
                "headers": {"header"},
                "content": {"media type"},
                "links": {"link"},
            },
            ("description",),
            can_refer=True,
        ),
        "callback": Shape({}, names="", named="path item", can_refer=True),
        "example": Shape(
            {"summary": "text", "description": "text", "value": "any", "externalValue": "text"},
            can_refer=True,
        ),
        "link": Shape(
            {
                "operationRef": "text",
                "operationId": "text",
                "parameters": "object",
                "requestBody": "any",
                "description": "text",
                "server": "server",
            },
            can_refer=True,
        ),
        "tag": _shape(
            "name", name="text", description="text", externalDocs="external documentation"
        ),
        "security requirement": Shape({}, names="", named=["text"]),
        "security scheme": Shape(
            {
                "type": ("apiKey", "http", "oauth2", "openIdConnect"),
                "description": "text",
                "name": "text",
                "in": ("query", "header", "cookie"),
                "scheme": "text",
                "bearerFormat": "text",
                "flows": "flows",
                "openIdConnectUrl": "text",
            },
            ("type",),
            can_refer=True,
        ),
        "flows": _shape(
            implicit="flow by link",
            password="flow by token",  # noqa: S106 - a kind of flow
            clientCredentials="flow by token",
            authorizationCode="flow by code",
        ),
        "flow by link": Shape(_FLOW, ("authorizationUrl", "scopes")),
        "flow by token": Shape(_FLOW, ("tokenUrl", "scopes")),
        "flow by code": Shape(_FLOW, ("authorizationUrl", "tokenUrl", "scopes")),
        "discriminator": _shape("propertyName", propertyName="text", mapping={"text"}),
        "xml": _shape(
            name="text", namespace="text", prefix="text", attribute="flag", wrapped="flag"
        ),
        "schema": Shape(
            {
                **_SCHEMA,
                "type": _TYPES,
                "nullable": "flag",
                "exclusiveMaximum": "flag",
                "exclusiveMinimum": "flag",
            },
            can_refer=True,
        ),
    }
    if modern:
        table |= {
            "document": Shape(
                _DOCUMENT | {"jsonSchemaDialect": "text", "webhooks": {"path item"}},
                ("openapi", "info"),
            ),
            "info": Shape(_INFO | {"summary": "text"}, ("title", "version")),
            "license": _shape("name", name="text", identifier="text", url="text"),
            "components": Shape(_COMPONENTS | {"pathItems": {"path item"}}),
            "operation": Shape(_OPERATION),
            "discriminator": table["discriminator"]._replace(open=True),
            "security scheme": table["security scheme"]._replace(
                fields=table["security scheme"].fields
                | {"type": ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")}
            ),
            "schema": Shape(
                {
                    **_SCHEMA,
                    "type": "versioned",
                    "exclusiveMaximum": "number",
                    "exclusiveMinimum": "number",
                    "$defs": {"schema"},
                    "prefixItems": ["schema"],
                    "contains": "schema",
                    "if": "schema",
                    "then": "schema",
                    "else": "schema",
                    "patternProperties": {"schema"},
                },
                can_refer=True,
                open=True,
            ),
        }
    return table


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


class Flaw(NamedTuple):
    """Something that the specification does not allow."""

    path: Path
    message: str
    on_key: bool = False


class Reference(NamedTuple):
    """A `$ref`, and where it points."""

    path: Path
    target: str


@dataclass
class Walk:
    """What a walk through a document found."""

    flaws: list[Flaw] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def walk(value: Any, *, modern: bool) -> Walk:
    """Hold a document to the specification."""
    walker = _Walker(shapes(modern))
    walker.shape(value, "document", ())
    return walker.found


class _Walker:
    def __init__(self, table: dict[str, Shape]) -> None:
        self.table = table
        self.found = Walk()
        # What aliases share is looked at once.
        self.seen: set[tuple[int, str]] = set()

    def flaw(self, path: Path, message: str, *, on_key: bool = False) -> None:
        self.found.flaws.append(Flaw(path, message, on_key))

    def shape(self, value: Any, name: str, path: Path) -> None:
        if name == "schema" and isinstance(value, bool):
            if not self.table["schema"].open and path[-1] != "additionalProperties":
                self.flaw(path, f"`{path[-1]}` must be an object, not true or false")
            return
        if not isinstance(value, dict):
            self.flaw(path, f"{_named(path)} must be {_a(name)}, not {_type(value)}")
            return
        if (id(value), name) in self.seen:
            return
        self.seen.add((id(value), name))
        shape = self.table[name]
        if "$ref" in value and (shape.can_refer or name == "path item"):
            target = value["$ref"]
            if isinstance(target, str):
                self.found.references.append(Reference((*path, "$ref"), target))
            else:
                self.flaw((*path, "$ref"), f"`$ref` must be text, not {_type(target)}")
            if not shape.open:
                return
        for needed in shape.required:
            if needed not in value:
                self.flaw(path, f"`{needed}` is missing from {_the(name, path)}")
        for key, part in value.items():
            kind = shape.fields.get(key)
            if kind is not None:
                self.kind(part, kind, (*path, key))
            elif shape.named is not None and re.match(shape.names, key):
                self.kind(part, shape.named, (*path, key))
            elif not key.startswith("x-") and not shape.open:
                self.flaw((*path, key), f"`{key[:80]}` is no field of {_a(name)}", on_key=True)
        if extra := getattr(self, f"_{name.replace(' ', '_')}", None):
            extra(value, path)

    def kind(self, value: Any, kind: Kind, path: Path) -> None:
        if isinstance(kind, list):
            if self._is(value, list, "a list", path):
                for at, part in enumerate(value):
                    self.kind(part, kind[0], (*path, at))
        elif isinstance(kind, set):
            (inner,) = kind
            if self._is(value, dict, "an object", path):
                for key, part in value.items():
                    self.kind(part, inner, (*path, key))
        elif isinstance(kind, tuple):
            if value not in kind:
                self.flaw(path, f"{_named(path)} must be one of {', '.join(kind)}")
        elif kind in _PLAIN:
            self._plain(value, kind, path)
        else:
            self.shape(value, kind, path)

    def _plain(self, value: Any, kind: str, path: Path) -> None:
        match kind:
            case "text":
                self._is(value, str, "text", path)
            case "flag":
                self._is(value, bool, "true or false", path)
            case "object":
                self._is(value, dict, "an object", path)
            case "number" if isinstance(value, bool) or not isinstance(value, int | float):
                self.flaw(path, f"{_named(path)} must be a number, not {_type(value)}")
            case "count" if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                self.flaw(path, f"{_named(path)} must be a whole number from 0")
            case "texts" if self._is(value, list, "a list of names", path):
                if not value and not self.table["schema"].open:
                    self.flaw(path, f"{_named(path)} is an empty list: delete it")
                for at, part in enumerate(value):
                    self._is(part, str, "text", (*path, at))
            case "list" if self._is(value, list, "a list", path):
                if not value and path[-1] == "enum":
                    self.flaw(path, f"{_named(path)} is an empty list")
            case "versioned":
                types = value if isinstance(value, list) else [value]
                if not types or not all(part in (*_TYPES, "null") for part in types):
                    self.flaw(path, f"{_named(path)} must be of {', '.join(_TYPES)}, null")

    def _is(self, value: Any, wanted: type, said: str, path: Path) -> bool:
        fits = isinstance(value, wanted)
        if not fits:
            self.flaw(path, f"{_named(path)} must be {said}, not {_type(value)}")
        return fits

    def _document(self, value: dict[str, Any], path: Path) -> None:
        if self.table["schema"].open and not value.keys() & {"paths", "components", "webhooks"}:
            self.flaw(path, "`paths` is missing, and so are `components` and `webhooks`")

    def _parameter(self, value: dict[str, Any], path: Path) -> None:
        if value.get("in") == "path" and value.get("required") is not True:
            self.flaw(path, "a parameter in the path must have `required: true`")
        place, style = value.get("in"), value.get("style")
        styles = _STYLES.get(place, ()) if isinstance(place, str) else ()
        if isinstance(style, str) and styles and style not in styles:
            self.flaw((*path, "style"), f"`style` must be one of {', '.join(styles)}")
        self._header(value, path)

    def _header(self, value: dict[str, Any], path: Path) -> None:
        if ("schema" in value) == ("content" in value):
            self.flaw(path, "a parameter must have one of `schema` and `content`")
        self._media_type(value, path)

    def _media_type(self, value: dict[str, Any], path: Path) -> None:
        if "example" in value and "examples" in value:
            self.flaw(path, "`example` and `examples` exclude each other")

    def _operation(self, value: dict[str, Any], path: Path) -> None:
        parameters = value.get("parameters")
        seen: set[tuple[str, str]] = set()
        for at, part in enumerate(parameters if isinstance(parameters, list) else ()):
            if isinstance(part, dict) and "$ref" not in part:
                named = (str(part.get("name")), str(part.get("in")))
                if named in seen:
                    self.flaw((*path, "parameters", at), f"`{named[0][:80]}` is given twice")
                seen.add(named)

    def _schema(self, value: dict[str, Any], path: Path) -> None:
        for name in ("allOf", "oneOf", "anyOf"):
            if value.get(name) == []:
                self.flaw((*path, name), f"`{name}` is an empty list")

    def _link(self, value: dict[str, Any], path: Path) -> None:
        named = len(value.keys() & {"operationRef", "operationId"})
        if named == 2 or (named == 0 and self.table["schema"].open):
            self.flaw(path, "a link must have one of `operationRef` and `operationId`")

    def _server_variable(self, value: dict[str, Any], path: Path) -> None:
        if value.get("enum") == [] and self.table["schema"].open:
            self.flaw((*path, "enum"), "`enum` is an empty list")

    def _responses(self, value: dict[str, Any], path: Path) -> None:
        if not value:
            self.flaw(path, "`responses` is empty")

    def _security_scheme(self, value: dict[str, Any], path: Path) -> None:
        kind = value.get("type")
        for needed in _SCHEME_NEEDS.get(kind, ()) if isinstance(kind, str) else ():
            if needed not in value:
                self.flaw(path, f"`{needed}` is missing from {_the('security scheme', path)}")


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}" + ("" if name == "schema" else " object")


def _the(name: str, path: Path) -> str:
    return f"the {name} `{path[-1]}`"[:120] if path else f"the {name}"


def _named(path: Path) -> str:
    if not path:
        return "the document"
    last = path[-1]
    return f"`{last[:80]}`" if isinstance(last, str) else f"item {last + 1} of `{path[-2]}`"


def _type(value: object) -> str:
    return {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }.get(type(value), "null")
