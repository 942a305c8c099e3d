"""What is written of each operation: its arguments, its body and its successes, read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from scaffold.api.gateway.names import camel, unique
from scaffold.api.gateway.schemas import PREFIX, Schemas
from scaffold.errors import Failure

METHODS = ("delete", "get", "head", "options", "patch", "post", "put", "trace")
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
# What a call says of itself in any case, or what is the gateway's own to say.
_NO_HEADERS = (
    "accept", "authorization", "connection", "content-length", "content-type", "cookie", "host",
    "proxy-authorization", "te", "transfer-encoding", "upgrade",
)  # fmt: skip
# Where the plugin itself answers.
_OWN_PATHS = ("/", "/legal", "/mcp", "/style.css", "/logo.png", "/openapi.yaml")
_OWN_FOLDERS = ("/.well-known/", "/oauth/", "/mcp/")


class Parameter(NamedTuple):
    """One argument; `name` is the API's own, `label` what it is called at the gateway."""

    name: str
    label: str
    place: str
    schema: dict[str, Any]
    description: str
    required: bool
    style: str
    explode: bool
    reserved: bool
    # Written as JSON in both, for the document describes its content.
    is_json: bool


class Body(NamedTuple):
    """How the API takes a body; `schema` names the one that the gateway takes, as JSON."""

    kind: Literal["json", "form", "parts", "text", "bytes"]
    media_type: str
    schema: str
    required: bool
    description: str
    binary: tuple[str, ...] = ()
    nested: bool = False


class Success(NamedTuple):
    """One way to succeed; `schema` is empty where nothing comes back."""

    status: int
    description: str
    schema: str
    media_type: str


class Operation(NamedTuple):
    """One operation; `path` is the API's own, `route` the same with names that Starlette takes."""

    id: str
    method: str
    path: str
    route: str
    summary: str
    description: str
    parameters: list[Parameter]
    body: Body | None
    successes: list[Success]

    @property
    def reads(self) -> bool:
        """Whether nothing changes."""
        return self.method in ("get", "head")


def operations(document: Mapping[str, Any], schemas: Schemas) -> list[Operation]:
    """Every operation, in the document's order; raises Failure for one that cannot be called."""
    listed = [
        _operation(path, item, method, item[method], schemas)
        for path, item in document["paths"].items()
        for method in METHODS
        if isinstance(item, dict) and method in item
    ]
    places: dict[tuple[str, str], str] = {}
    for operation in listed:
        place = operation.method, re.sub(r"\{\w+}", "{}", operation.route)
        if place in places:
            raise _refused(operation.id, f"has the path of `{places[place]}`")
        places[place] = operation.id
    return listed


def _operation(
    path: str, item: Mapping[str, Any], method: str, value: Mapping[str, Any], schemas: Schemas
) -> Operation:
    name = str(value["operationId"])
    summary = one_line(value.get("summary") or value.get("description") or name)
    body = _body(value, name, schemas) if method not in ("get", "head", "trace") else None
    fields = _fields(body, schemas)
    parameters = list(_parameters(path, item, value, schemas, fields))
    route = path
    for parameter in parameters:
        if parameter.place == "path":
            route = route.replace(f"{{{parameter.name}}}", f"{{{parameter.label}}}")
    _check(name, route)
    return Operation(
        id=name,
        method=method,
        path=path,
        route=route,
        summary=summary,
        description=one_line(value.get("description") or summary),
        parameters=parameters,
        body=body,
        successes=_successes(value, name, method, schemas),
    )


def _check(name: str, route: str) -> None:
    """Raise Failure for a path that cannot be the gateway's."""
    if not route.startswith("/") or re.search(r"[?#\s\\]|//", route):
        raise _refused(name, f"has a path that no server can tell from others: `{route[:100]}`")
    if re.search(r"[{}]", re.sub(r"\{[A-Za-z_]\w*}", "", route)):
        raise _refused(name, f"has a path with a brace too many: `{route[:100]}`")
    if route in _OWN_PATHS or route.startswith(_OWN_FOLDERS) or re.fullmatch(r"/\{\w+}/?", route):
        raise _refused(name, f"has a path at which the plugin itself answers: `{route[:100]}`")
    placeholders = re.findall(r"\{(\w+)}", route)
    if len(placeholders) != len(set(placeholders)):
        raise _refused(name, f"names a part of its path twice: `{route[:100]}`")


def _refused(name: str, reason: str) -> Failure:
    return Failure(f"The operation `{name}` {reason}.", "Leave it out with `--operations`.")


def _parameters(
    path: str,
    item: Mapping[str, Any],
    value: Mapping[str, Any],
    schemas: Schemas,
    fields: frozenset[str],
) -> Iterator[Parameter]:
    listed = [*(item.get("parameters") or []), *(value.get("parameters") or [])]
    chosen = {
        (str(one["name"]), one["in"]): one
        for part in listed
        if isinstance((one := schemas.followed(part)).get("name"), str)
        and one.get("in") in ("path", "query", "header", "cookie")
    }
    placeholders = re.findall(r"\{([^{}]*)}", path)
    for name in placeholders:
        chosen.setdefault((name, "path"), {"schema": {"type": "string"}})
    labels = set(fields)
    # A path's names cannot move, so they are given first.
    for (name, place), one in sorted(chosen.items(), key=lambda entry: entry[0][1] != "path"):
        if place == "path" and name not in placeholders:
            continue
        if place == "header" and (
            name.lower() in _NO_HEADERS or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)
        ):
            continue
        label = re.sub(r"\W", "_", name, flags=re.ASCII) if place == "path" else name
        label = f"_{label}" if label[:1].isdigit() and place == "path" else label or "value"
        label = unique(f"{label}_{place}", labels) if label in labels else label
        labels.add(label)
        yield _parameter(name, label, place, one, schemas)


def _parameter(
    name: str, label: str, place: str, value: Mapping[str, Any], schemas: Schemas
) -> Parameter:
    content = value.get("content")
    media = next(iter(content.values()), {}) if isinstance(content, dict) else value
    style = str(value.get("style") or ("form" if place in ("query", "cookie") else "simple"))
    schema = schemas.followed(media.get("schema") if isinstance(media, dict) else None)
    return Parameter(
        name=name,
        label=label,
        place=place,
        schema=schema,
        description=one_line(value.get("description") or schema.get("description") or ""),
        required=place == "path" or value.get("required") is True,
        style=style,
        explode=value["explode"] is True if "explode" in value else style in ("form", "deepObject"),
        reserved=value.get("allowReserved") is True,
        is_json=isinstance(content, dict),
    )


def _body(value: Mapping[str, Any], name: str, schemas: Schemas) -> Body | None:
    given = schemas.followed(value.get("requestBody"))
    content = {str(k): v for k, v in (given.get("content") or {}).items() if isinstance(v, dict)}
    if not content:
        return None
    media_type = min(content, key=_preference)
    kind = _kind(media_type)
    media = content[media_type]
    schema = media.get("schema")
    if kind in ("text", "bytes"):
        schema = {"type": "string"} | ({"contentEncoding": "base64"} if kind == "bytes" else {})
    fields = schemas.followed(schema).get("properties") or {}
    parts = {n: schemas.followed(part) for n, part in fields.items()}
    inner = {n: schemas.followed(part.get("items")) or part for n, part in parts.items()}
    encoding = [one for one in (media.get("encoding") or {}).values() if isinstance(one, dict)]
    return Body(
        kind=kind,
        media_type="application/json" if "*" in media_type else media_type,
        schema=schemas.name(schema if schema is not None else {}, f"{camel(name)}Body"),
        # Most documents that do not say so mean that it is required.
        required=given.get("required") is not False,
        description=one_line(given.get("description") or ""),
        binary=tuple(n for n, part in inner.items() if part.get("format") == "binary"),
        nested=any(one.get("style") == "deepObject" for one in encoding),
    )


def _kind(media_type: str) -> Literal["json", "form", "parts", "text", "bytes"]:
    kind = media_type.partition(";")[0].strip().lower()
    if kind in ("application/json", "*/*", "application/*") or kind.endswith("+json"):
        return "json"
    if kind in (FORM, PARTS):
        return "form" if kind == FORM else "parts"
    return "text" if kind.startswith("text/") or kind.endswith("xml") else "bytes"


def _preference(media_type: str) -> int:
    kinds = ("json", "form", "parts", "text", "bytes")
    return kinds.index(_kind(media_type)) * 2 + (not media_type.startswith("application/json"))


def _fields(body: Body | None, schemas: Schemas) -> frozenset[str]:
    """What a tool's arguments are called already, whatever the parameters."""
    if body is None:
        return frozenset()
    return frozenset(["body", *plain(schemas.kept, body.schema).get("properties", ())])


def plain(kept: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A named schema, with what it refers to itself put in its place."""
    schema: dict[str, Any] = kept[name]
    for _ in range(10):
        if "$ref" not in schema:
            break
        target = kept.get(str(schema["$ref"]).removeprefix(PREFIX), {})
        schema = {**target, **{key: part for key, part in schema.items() if key != "$ref"}}
    return schema


def _successes(value: Mapping[str, Any], name: str, method: str, schemas: Schemas) -> list[Success]:
    listed: dict[int, Success] = {}
    described = {str(k).upper(): v for k, v in (value.get("responses") or {}).items()}
    numbered = sorted(status for status in described if re.fullmatch("2[0-9][0-9]", status))
    for status in numbered or [one for one in ("2XX", "DEFAULT") if one in described][:1]:
        number = int(status) if status.isdecimal() else 200
        listed[number] = _success(
            number, schemas.followed(described[status]), name, method, schemas
        )
    return list(listed.values()) or [Success(200, "Done.", "", "")]


def _success(
    status: int, given: Mapping[str, Any], name: str, method: str, schemas: Schemas
) -> Success:
    description = one_line(given.get("description") or "") or "Done."
    content = {str(k): v for k, v in (given.get("content") or {}).items() if isinstance(v, dict)}
    if not content or status in (204, 205) or method == "head":
        return Success(status, description, "", "")
    media_type = min(content, key=_preference)
    kind, schema = _kind(media_type), content[media_type].get("schema")
    if kind != "json":
        schema = {"type": "string"}
    hint = f"{camel(name)}Result" if status == 200 else f"{camel(name)}Result{status}"
    named = schemas.name(schema if schema is not None else {}, hint)
    return Success(status, description, named, "application/json" if kind == "json" else media_type)


def one_line(text: object) -> str:
    """A text without line breaks."""
    return " ".join(str(text).split())
