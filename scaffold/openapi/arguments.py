"""What an operation is called with, as a model is told: one flat object of arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.openapi.operations import Operation
from scaffold.openapi.references import follow
from scaffold.openapi.schema import standalone

FORM = "application/x-www-form-urlencoded"

# What a call says of itself in any case, or what is no model's to say (OpenAPI 3.1, 4.8.12).
_NO_ARGUMENTS = (
    "accept", "authorization", "connection", "content-length", "content-type", "cookie", "host",
    "te", "transfer-encoding", "upgrade",
)  # fmt: skip
_WITHOUT_BODY = ("get", "head", "trace")


class Argument(NamedTuple):
    """One argument and where it goes: `path`, `query`, `header` or `cookie`.

    `body` is a property of the body, and `whole` all of it. `described` is the parameter, or the
    schema of the property.
    """

    name: str
    place: str
    schema: dict[str, Any]
    described: Mapping[str, Any]
    required: bool

    @property
    def description(self) -> str:
        """What its author says of it."""
        written = self.described.get("description") or self.schema.get("description")
        return written if isinstance(written, str) else ""


class Body(NamedTuple):
    """How a body is written, and its schema."""

    media_type: str
    schema: Any
    media: Mapping[str, Any]
    required: bool


def body(operation: Operation) -> Body | None:
    """The body that an operation takes; None without one, or where it is of no kind we write."""
    if operation.method in _WITHOUT_BODY:
        return None
    given = follow(operation.document, operation.value.get("requestBody"))
    content = given.get("content")
    for name, media in content.items() if isinstance(content, dict) else ():
        kind = str(name).partition(";")[0].strip().lower()
        if kind in ("application/json", "*/*", FORM) or kind.endswith("+json"):
            written = "application/json" if kind == "*/*" else kind
            if isinstance(media, dict):
                # Most documents that do not say so mean that it is required.
                needed = given.get("required") is not False
                return Body(written, media.get("schema"), media, needed)
    return None


def arguments(operation: Operation) -> list[Argument]:
    """Every argument; a body's properties are arguments of their own where no name comes twice."""
    listed = list(_parameters(operation))
    if (taken := body(operation)) is None:
        return listed
    names = {argument.name for argument in listed}
    schema = merged(standalone(operation.document, taken.schema))
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties or names & set(properties):
        name = "body" if "body" not in names else "request_body"
        return [*listed, Argument(name, "whole", schema, schema, taken.required)]
    needed = schema.get("required")
    needed = needed if taken.required and isinstance(needed, list) else []
    return listed + [
        Argument(name, "body", part, part, name in needed) for name, part in properties.items()
    ]


def schema(operation: Operation) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the arguments, as a model is told it."""
    listed = arguments(operation)
    properties = {}
    for argument in listed:
        described = {"description": argument.description} if argument.description else {}
        properties[argument.name] = {**argument.schema, **described}
    whole: dict[str, Any] = {"type": "object", "properties": properties}
    if needed := [argument.name for argument in listed if argument.required]:
        whole["required"] = needed
    return {**whole, "additionalProperties": False}


def _parameters(operation: Operation) -> Iterator[Argument]:
    # A parameter of the operation stands for one of the path that has its name and place.
    chosen = {
        (parameter.get("name"), parameter.get("in")): parameter
        for _, parameter in operation.parameters
    }
    names: set[str] = set()
    for (name, place), parameter in chosen.items():
        if not isinstance(name, str) or place not in ("path", "query", "header", "cookie"):
            continue
        if place == "header" and (name.lower() in _NO_ARGUMENTS or not _is_token(name)):
            continue
        unique = name if name not in names else f"{name}_{place}"
        names.add(unique)
        needed = place == "path" or parameter.get("required") is True
        yield Argument(unique, place, _schema_of(operation, parameter), parameter, needed)


def _schema_of(operation: Operation, parameter: Mapping[str, Any]) -> dict[str, Any]:
    content = parameter.get("content")
    media = next(iter(content.values()), None) if isinstance(content, dict) else parameter
    return standalone(operation.document, media.get("schema") if isinstance(media, dict) else None)


def merged(schema: dict[str, Any]) -> dict[str, Any]:
    """An object put together by `allOf`, as one object."""
    parts = schema.get("allOf")
    if not isinstance(parts, list) or not parts:
        return schema
    properties: dict[str, Any] = {}
    needed: list[Any] = []
    for part in [*(merged(part) for part in parts if isinstance(part, dict)), schema]:
        own, required = part.get("properties"), part.get("required")
        properties |= own if isinstance(own, dict) else {}
        needed += required if isinstance(required, list) else []
    kept = {key: value for key, value in schema.items() if key != "allOf"}
    return {**kept, "type": "object", "properties": properties, "required": needed}


def _is_token(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()
