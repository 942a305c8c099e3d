"""What the tests of a gateway call, and what a stand-in for its API answers: from its document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.api.gateway.functions import Argument, arguments
from scaffold.api.gateway.model import Operation
from scaffold.api.gateway.modules import Module
from scaffold.api.gateway.schemas import PREFIX, Schemas

_MAX_DEPTH = 6


def exchanges(listed: Sequence[Module], schemas: Schemas) -> str:
    """tests/upstream.json: for each operation a call, and the API's answer to it."""
    calls = {
        operation.id: _exchange(operation, schemas)
        for module in listed
        for operation in module.operations
    }
    return json.dumps(calls, indent=2, ensure_ascii=False, default=str) + "\n"


def _exchange(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    listed = [one for one in arguments(operation, schemas) if one.parameter.required]
    success = operation.successes[0]
    values = {one.parameter.label: _argument(one) for one in listed}
    exchange: dict[str, Any] = {
        "method": operation.method.upper(),
        "path": operation.route,
        "in_path": {
            one.parameter.label: values[one.parameter.label]
            for one in listed
            if one.parameter.place == "path"
        },
        "query": {
            one.parameter.label: values[one.parameter.label]
            for one in listed
            if one.parameter.place != "path"
        },
        "status": success.status,
    }
    if operation.body:
        exchange["body"] = sample({"$ref": PREFIX + operation.body.schema}, schemas.kept)
    if success.schema:
        exchange["media_type"] = success.media_type
        exchange["answer"] = sample({"$ref": PREFIX + success.schema}, schemas.kept)
    return exchange


def _argument(argument: Argument) -> Any:
    if argument.typed.parse or argument.parameter.is_json:
        return json.dumps(sample(argument.parameter.schema, {}))
    from jsonschema import Draft202012Validator

    described = {
        k: v for k, v in argument.typed.described.items() if k not in ("pattern", "format")
    }
    for name in ("example", "default"):
        example = argument.parameter.schema.get(name)
        if not example or "/" in str(example):
            continue
        if Draft202012Validator(described).is_valid(example):
            return example
    return sample(described, {})


def sample(schema: Any, kept: Mapping[str, Any], depth: int = 0) -> Any:
    """A small value of a schema: its example, or one made up."""
    for _ in range(10):
        if isinstance(schema, dict) and "$ref" in schema:
            schema = kept.get(str(schema["$ref"]).removeprefix(PREFIX), {})
    if not isinstance(schema, dict):
        return {}
    for name in ("example", "default", "const"):
        if schema.get(name) is not None:
            return schema[name]
    for name in ("examples", "enum"):
        if isinstance(schema.get(name), list) and schema[name]:
            return schema[name][0]
    return _made_up(schema, kept, depth)


def _made_up(schema: Mapping[str, Any], kept: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema or "allOf" in schema:
        whole: dict[str, Any] = {}
        for part in schema.get("allOf") or ():
            other = sample(part, kept, depth + 1) if depth < _MAX_DEPTH else {}
            whole |= other if isinstance(other, dict) else {}
        fields = schema.get("properties") or {}
        if depth >= _MAX_DEPTH:
            return whole
        return whole | {name: sample(part, kept, depth + 1) for name, part in fields.items()}
    for name in ("anyOf", "oneOf"):
        if schema.get(name) and depth < _MAX_DEPTH:
            return sample(schema[name][0], kept, depth + 1)
    if kind == "array":
        return [sample(schema.get("items", {}), kept, depth + 1)] if depth < _MAX_DEPTH else []
    if kind in ("integer", "number"):
        least, most = schema.get("minimum", 1), schema.get("maximum", 1)
        return least if "minimum" in schema else min(1, most)
    if kind == "boolean":
        return True
    if schema.get("contentEncoding") == "base64":
        return "eA=="
    length = schema.get("minLength", 1)
    return "x" * max(1, min(length if isinstance(length, int) else 1, 1000))
