"""A parameter as a typed argument of Python, and as FastAPI then describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scaffold.api.gateway.model import Parameter
from scaffold.api.gateway.python import Named, Node, quoted, value, width
from scaffold.api.gateway.schemas import Schemas

# A longer choice is told to the model, and checked by the API alone.
_MAX_CHOICE = 60
_MAX_CHOICES = 200
_MAX_INTEGER = 2**63 - 1


class Typed(NamedTuple):
    """`annotation` without `None`; `described` is the schema in the exported document.

    `limits` are arguments of `Query` or `Path`. `default` is a value of the type, or None. `parse`:
    the argument is JSON in a text, because a query knows nothing else.
    """

    annotation: str
    limits: list[Node]
    described: dict[str, Any]
    default: Any = None
    parse: bool = False


def typed(parameter: Parameter, schemas: Schemas) -> Typed:
    """The type of a parameter; a text where its schema is no plain one."""
    schema = parameter.schema
    if parameter.is_json:
        return _json(schema)
    if _type(schema) == "array" and parameter.place != "path":
        items = schemas.followed(schema.get("items"))
        if _is_nested(items):
            return _json(schema)
        item = _scalar({k: v for k, v in items.items() if k in ("type", "enum")})
        if item.annotation.startswith("Literal") or not item.limits:
            limits, described = _lengths(schema, "Items")
            described |= {"type": "array", "items": item.described}
            return Typed(f"list[{item.annotation}]", limits, described)
        return Typed("list[str]", [], {"type": "array", "items": {"type": "string"}})
    if _is_nested(schema) and parameter.place != "path":
        return _json(schema)
    scalar = _scalar(schema if _type(schema) not in ("array", "object") else {})
    default = schema.get("default")
    fits = not parameter.required and _fits(default, scalar)
    if not fits:
        return scalar
    return scalar._replace(default=default, described=scalar.described | {"default": default})


def _fits(default: Any, scalar: Typed) -> bool:
    choices = scalar.described.get("enum", [scalar.described.get("const", default)])
    kinds = {"string": str, "integer": int, "boolean": bool, "number": float}
    kind = kinds[scalar.described["type"]]
    is_short = width(repr(default)) <= _MAX_CHOICE
    return type(default) is kind and default in choices and is_short


def _is_nested(schema: Mapping[str, Any]) -> bool:
    return _type(schema) in ("array", "object") or "properties" in schema


def _json(schema: Mapping[str, Any]) -> Typed:
    extra = {"contentMediaType": "application/json"}
    return Typed("str", _extra(extra), {"type": "string", **extra}, parse=_type(schema) != "string")


def _scalar(schema: Mapping[str, Any]) -> Typed:
    choices = [one for one in schema.get("enum") or [] if one is not None]
    if "const" in schema:
        choices = [schema["const"]]
    kind = _type(schema)
    if choices and all(isinstance(one, str) for one in choices):
        choices = list(dict.fromkeys(choices))
        if len(choices) <= _MAX_CHOICES and all(
            one and width(quoted(one)) <= _MAX_CHOICE for one in choices
        ):
            literal = f"Literal[{', '.join(map(quoted, choices))}]"
            listed = {"enum": choices} if len(choices) > 1 else {"const": choices[0]}
            return Typed(literal, [], {"type": "string", **listed})
        return Typed("str", _extra({"enum": choices}), {"type": "string", "enum": choices})
    if kind == "boolean":
        return Typed("bool", [], {"type": "boolean"})
    if kind in ("integer", "number"):
        limits, described = _bounds(schema, kind)
        numbers = [one for one in choices if type(one) in (int, float)]
        extra = {"enum": numbers} if numbers and kind == "integer" else {}
        annotation = "int" if kind == "integer" else "float"
        return Typed(annotation, [*limits, *_extra(extra)], {"type": kind, **described, **extra})
    limits, described = _lengths(schema, "Length")
    extra = {key: schema[key] for key in ("format", "pattern") if isinstance(schema.get(key), str)}
    return Typed("str", [*limits, *_extra(extra)], {"type": "string", **described, **extra})


def _type(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [kind]
    if len(kinds) == 1 and isinstance(kinds[0], str):
        return kinds[0]
    return "object" if "properties" in schema else ""


def _bounds(schema: Mapping[str, Any], kind: str) -> tuple[list[Node], dict[str, Any]]:
    limits: list[Node] = []
    described: dict[str, Any] = {}
    names = (("ge", "minimum", "exclusiveMinimum", 1), ("le", "maximum", "exclusiveMaximum", -1))
    for argument, name, exclusive, step in names:
        limit = schema.get(name)
        if kind == "integer" and type(schema.get(exclusive)) is int:
            limit = schema[exclusive] + step
        elif kind == "integer" and schema.get(exclusive) is True and type(limit) is int:
            limit += step
        if type(limit) is int and abs(limit) <= _MAX_INTEGER:
            limits.append(f"{argument}={limit}")
            described[name] = limit
    return limits, described


def _lengths(schema: Mapping[str, Any], of: str) -> tuple[list[Node], dict[str, Any]]:
    limits: list[Node] = []
    described: dict[str, Any] = {}
    for argument, name in (("min_length", f"min{of}"), ("max_length", f"max{of}")):
        if type(limit := schema.get(name)) is int and 0 <= limit <= _MAX_INTEGER:
            limits.append(f"{argument}={limit}")
            described[name] = limit
    return limits, described


def _extra(extra: dict[str, Any]) -> list[Node]:
    return [Named("json_schema_extra=", value(extra))] if extra else []
