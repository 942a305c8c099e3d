"""The functions of a gateway: a module for each resource, a function for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scaffold.api.gateway import names
from scaffold.api.gateway.model import Body, Operation, Parameter, Success
from scaffold.api.gateway.modules import Module
from scaffold.api.gateway.python import (
    WIDTH,
    Group,
    Named,
    Node,
    Text,
    call,
    lines,
    quoted,
    value,
    width,
)
from scaffold.api.gateway.schemas import Schemas
from scaffold.api.gateway.types import Typed, typed

# A longer choice is a type with a name of its own.
_MAX_ANNOTATION = 60
_IMPORTS = {
    "plugin.upstream.answers": ("returns",),
    "plugin.upstream.bodies": (
        "Content", "as_bytes", "as_form", "as_json", "as_parts", "as_text_of", "takes",
    ),
    "plugin.upstream.client": ("Upstream", "segment"),
    "plugin.upstream.styles": ("deep", "form", "joined", "line", "listed", "parsed"),
}  # fmt: skip


class Argument(NamedTuple):
    """A parameter with its name in Python and its type."""

    parameter: Parameter
    name: str
    typed: Typed


def arguments(operation: Operation, schemas: Schemas) -> list[Argument]:
    """The arguments of a function in its order: what is required comes first."""
    taken: list[str] = []
    listed = []
    for parameter in operation.parameters:
        taken.append(names.argument(parameter.label, taken))
        listed.append(Argument(parameter, taken[-1], typed(parameter, schemas)))
    return sorted(listed, key=lambda one: not one.parameter.required)


def module(part: Module, schemas: Schemas) -> str:
    """One module with its functions."""
    taken: list[str] = ["router", *(name for listed in _IMPORTS.values() for name in listed)]
    blocks: list[str] = []
    for operation in part.operations:
        name = names.argument(operation.id, taken)
        taken.append(name)
        blocks += ["", "", *_function(name, operation, schemas, taken)]
    code = "\n".join(blocks)
    head = [f'"""{_title(part.name)}"""', "", *_imports(code), "", "router = APIRouter()"]
    return "\n".join([*head, code, ""])


def _title(name: str) -> str:
    return f"Operations of the API, a function for each: {name}."


def _function(name: str, operation: Operation, schemas: Schemas, taken: list[str]) -> list[str]:
    listed = arguments(operation, schemas)
    types, head = [], []
    for argument in listed:
        annotation = argument.typed.annotation
        if len(annotation) > _MAX_ANNOTATION:
            alias = names.unique(names.camel(f"{name}_{argument.name}"), taken)
            taken.append(alias)
            literal = annotation.removeprefix("list[")
            types += [*_alias(alias, argument.typed), ""]
            annotation = f"list[{alias}]" if literal != annotation else alias
        head.append(_argument(argument, annotation))
    body = operation.body
    given: list[Node] = ["upstream: Upstream", *(["body: Content"] if body else []), *head]
    docstring = _docstring(operation.description)
    decorator = _decorator(operation, described=not docstring)
    if types:
        types = [*types[:-1], "", ""]
    return [
        *types,
        *decorator,
        *lines(call(f"async def {name}", *given, after=" -> Response"), trail=":"),
        *docstring,
        *_call(operation, listed),
    ]


def _alias(name: str, of: Typed) -> list[str]:
    described = of.described.get("items", of.described)
    choices = described.get("enum") or [described["const"]]
    return lines(Group("Literal", "[]", [quoted(one) for one in choices]), lead=f"{name} = ")


def _argument(argument: Argument, annotation: str) -> Node:
    parameter, of = argument.parameter, argument.typed
    details = list(of.limits)
    if parameter.label != argument.name:
        details.insert(0, Named("alias=", Text(parameter.label)))
    if parameter.description:
        details.append(Named("description=", Text(parameter.description)))
    marker = call("Path" if parameter.place == "path" else "Query", *details)
    default = "" if parameter.required else f" = {_literal(of.default)}"
    optional = "" if parameter.required or of.default is not None else " | None"
    whole = Group("Annotated", "[]", [f"{annotation}{optional}", marker], default)
    return Named(f"{argument.name}: ", whole)


def _literal(default: object) -> str:
    return quoted(default) if isinstance(default, str) else repr(default)


def _decorator(operation: Operation, *, described: bool) -> list[str]:
    first, *_ = operation.successes
    given: list[Node] = [
        Text(operation.route),
        f"operation_id={quoted(operation.id)}",
        Named("summary=", Text(operation.summary)),
    ]
    if described:
        given.append(Named("description=", Text(operation.description)))
    if first.status != 200:
        given.append(f"status_code={first.status}")
    successes: list[Node] = [Named(f"{one.status}: ", _returns(one)) for one in operation.successes]
    given.append(Named("responses=", Group("", "{}", successes)))
    if operation.body:
        given.append(Named("openapi_extra=", _takes(operation.body)))
    inside = [line for node in given for line in lines(node, 4, trail=",")]
    return [f"@router.{operation.method}(", *inside, ")"]


def _returns(success: Success) -> Node:
    details: list[Node] = [Named("description=", Text(success.description))]
    if len(success.description) <= 70:
        details = [Text(success.description)]
    if success.schema:
        details.append(f"schema={quoted(success.schema)}")
    if success.media_type not in ("", "application/json"):
        details.append(f"media_type={quoted(success.media_type)}")
    return call("returns", *details)


def _takes(body: Body) -> Node:
    return call("takes", quoted(body.schema), *([] if body.required else ["required=False"]))


def _docstring(text: str) -> list[str]:
    """The description where it can be the docstring as it is; else none."""
    line = f'    """{text}"""'
    plain = text.isprintable() and "\\" not in text and '"' not in text
    return [line] if plain and width(line) <= WIDTH else []


def _call(operation: Operation, listed: Sequence[Argument]) -> list[str]:
    given: list[Node] = [quoted(operation.method.upper()), _path(operation, listed)]
    query = [_query(one) for one in listed if one.parameter.place == "query"]
    if len(query) == 1:
        given.append(Named("query=", query[0]))
    elif query:
        given.append(Named("query=", Group("", "[]", [_starred(one) for one in query])))
    headers: list[Node] = [
        Named(f"{quoted(one.parameter.name)}: ", call("line", _passed(one)))
        for one in listed
        if one.parameter.place == "header"
    ]
    if headers:
        given.append(Named("headers=", Group("", "{}", headers)))
    cookies = [_query(one) for one in listed if one.parameter.place == "cookie"]
    if len(cookies) == 1:
        given.append(Named("cookies=", cookies[0]))
    elif cookies:
        given.append(Named("cookies=", Group("", "[]", [_starred(one) for one in cookies])))
    if operation.body:
        given.append(Named("body=", _sent(operation.body)))
    return lines(call("upstream.call", *given), 4, lead="return await ")


def _starred(node: Node) -> Node:
    return node._replace(before=f"*{node.before}") if isinstance(node, Group) else node


def _passed(argument: Argument) -> str:
    return f"parsed({argument.name})" if argument.typed.parse else argument.name


def _query(argument: Argument) -> Group:
    parameter = argument.parameter
    given: list[Node] = [Text(parameter.name), _passed(argument)]
    if argument.parameter.is_json:
        return call("form", Text(parameter.name), argument.name)
    if parameter.style == "deepObject":
        return call("deep", *given)
    if parameter.explode:
        safe = [f"safe={quoted(_RESERVED)}"] if parameter.reserved else []
        return call("form", *given, *safe)
    by = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(parameter.style)
    is_single = not argument.typed.parse and not argument.typed.annotation.startswith("list[")
    return call("form" if is_single else "joined", *given, *([f"by={quoted(by)}"] if by else []))


# Of the reserved characters those that end no value.
_RESERVED = ":/?@!$'()*,;=[]"


def _path(operation: Operation, listed: Iterable[Argument]) -> Node:
    by_label = {one.parameter.label: one for one in listed if one.parameter.place == "path"}
    parts = re.split(r"\{(\w+)}", operation.route)
    if len(parts) == 1:
        return Text(operation.path)
    text = ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            text += part
            continue
        one = by_label[part]
        lead = {"label": ".", "matrix": f";{one.parameter.name}="}.get(one.parameter.style, "")
        text += f"{lead}{{segment({one.name})}}"
    return "f" + quoted(text)


def _sent(body: Body) -> Node:
    if body.kind == "json":
        vendor = [] if body.media_type == "application/json" else [quoted(body.media_type)]
        return call("as_json", "body", *vendor)
    if body.kind == "form":
        return call("as_form", "body", *(["nested=True"] if body.nested else []))
    if body.kind == "parts":
        files = Named("binary=", value(list(body.binary)))
        return call("as_parts", "body", *([files] if body.binary else []))
    writer = "as_text_of" if body.kind == "text" else "as_bytes"
    return call(writer, "body", quoted(body.media_type))


# As this module writes them: on one line.
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')


def _imports(code: str) -> list[str]:
    bare = _STRING.sub("", code)

    def uses(name: str) -> bool:
        # In a string for a path alone.
        written = code if name == "segment" else bare
        return re.search(rf"\b{name}\b", written) is not None

    typing = [name for name in ("Annotated", "Literal") if uses(name)]
    fastapi = ["APIRouter", *(name for name in ("Path", "Query") if uses(name)), "Response"]
    listed = [f"from typing import {', '.join(typing)}", ""] if typing else []
    listed += [f"from fastapi import {', '.join(fastapi)}", ""]
    for place, offered in _IMPORTS.items():
        if used := [name for name in offered if uses(name)]:
            listed.append(f"from {place} import {', '.join(used)}")
    return listed
