"""openapi.yaml of a gateway, as the project itself exports it from its functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.api.gateway.functions import Argument, arguments
from scaffold.api.gateway.model import Operation
from scaffold.api.gateway.modules import Module
from scaffold.api.gateway.schemas import PREFIX, Schemas

_PROBLEM = {
    "Problem": {
        "properties": {
            "detail": {
                "type": "string",
                "title": "Detail",
                "description": "What went wrong, in one sentence.",
            }
        },
        "type": "object",
        "required": ["detail"],
        "title": "Problem",
    }
}
_KEY = "The key to the API."
_REFUSALS = {
    400: "The body could not be read.",
    401: "The caller is not known.",
    413: "The body is too long.",
    422: "A value does not fit.",
    429: "The API takes no more calls for now.",
    502: "The API fails, or cannot be reached.",
    503: "The identity provider does not answer.",
    504: "The API does not answer in time.",
}


def document(
    listed: Sequence[Module], schemas: Schemas, answers: Mapping[str, Any], auth: str
) -> dict[str, Any]:
    """The document; `auth` is the plugin's auth type, or `external`."""
    paths: dict[str, Any] = {}
    for module in listed:
        for operation in module.operations:
            methods = paths.setdefault(operation.route, {})
            methods[operation.method] = _ordered(_operation(operation, schemas, auth))
    components: dict[str, Any] = {
        "schemas": dict(sorted({**schemas.kept, **_ordered(_PROBLEM)}.items()))
    }
    if auth != "none":
        components["securitySchemes"] = _schemes(answers, auth)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": answers["name_for_human"],
            "description": answers["description_for_human"],
            "version": "1.0.0",
        },
        "servers": [{"url": f"http://localhost:{answers['port']}"}],
        "paths": paths,
        "components": components,
    }


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document as text."""
    import yaml

    # Copied, so that nothing is there twice: YAML would name it and refer to it.
    plain = json.loads(json.dumps(document))
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)


def _operation(operation: Operation, schemas: Schemas, auth: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "description": operation.description,
        "operationId": operation.id,
    }
    if auth in ("service_http", "user_http"):
        described["security"] = [{"ApiKey": []}]
    elif auth != "none":
        described["security"] = [{"OAuth": []}]
    listed = arguments(operation, schemas)
    in_path = [one for one in listed if one.parameter.place == "path"]
    if parameters := [*in_path, *(one for one in listed if one not in in_path)]:
        described["parameters"] = [_parameter(one) for one in parameters]
    refused = [429, 502, 504, *([401] if auth != "none" else []), *([503] * (auth == "external"))]
    refused += [400, 413, 422] if operation.body else [422] if parameters else []
    described["responses"] = {
        **{str(code): _success(_REFUSALS[code], "Problem", "") for code in refused},
        **{
            str(s.status): _success(s.description, s.schema, s.media_type)
            for s in operation.successes
        },
    }
    if body := operation.body:
        described["requestBody"] = {
            "content": {"application/json": {"schema": {"$ref": PREFIX + body.schema}}},
            "required": body.required,
        }
    return {**described, "x-openai-isConsequential": not operation.reads}


def _parameter(argument: Argument) -> dict[str, Any]:
    parameter = argument.parameter
    described = {
        "name": parameter.label,
        "in": "path" if parameter.place == "path" else "query",
        "required": parameter.required,
        "schema": argument.typed.described,
    }
    if parameter.description:
        described["description"] = parameter.description
    return described


def _success(description: str, schema: str, media_type: str) -> dict[str, Any]:
    if not schema:
        return {"description": description}
    content = {media_type or "application/json": {"schema": {"$ref": PREFIX + schema}}}
    return {"description": description, "content": content}


def _ordered(value: Any) -> Any:
    """The value with the keys of its objects in the order of the alphabet."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(part) for part in value] if isinstance(value, list) else value


def _schemes(answers: Mapping[str, Any], auth: str) -> dict[str, Any]:
    if auth in ("service_http", "user_http"):
        scheme = answers["authorization_type"]
        return {"ApiKey": {"type": "http", "description": _KEY, "scheme": scheme}}
    local = f"http://localhost:{answers['port']}/oauth"
    flow = {
        "authorizationUrl": answers.get("oauth_authorize_url") or f"{local}/authorize",
        "tokenUrl": answers.get("oauth_token_url") or f"{local}/token",
        "scopes": dict.fromkeys(str(answers["oauth_scope"]).split(), "Use the API."),
    }
    return {"OAuth": {"type": "oauth2", "flows": {"authorizationCode": flow}}}
