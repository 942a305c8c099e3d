"""The OpenAPI document as Microsoft 365 reads it: version 3.0, and flat requests.

https://learn.microsoft.com/microsoft-365/copilot/extensibility/known-issues tells what it lacks.
"""

import re
from typing import Any

from plugin.errors import PluginError
from plugin.m365.schemas import to_3_0
from plugin.mcp.schemas import resolved

# `openapi_extra={"x-m365-hidden": True}`: an operation that Microsoft 365 is not told of.
HIDDEN = "x-m365-hidden"
NAME = re.compile("[A-Za-z0-9_]+")
# Characters, of every text in the plugin's manifest.
LONGEST_TEXT = 4000
SIMPLE = {"boolean", "integer", "number", "string"}
CONSEQUENTIAL = "x-openai-isConsequential"
KEPT = ("operationId", "summary", "description", "deprecated", "security", CONSEQUENTIAL)


def older(document: dict[str, Any]) -> dict[str, Any]:
    """The document in OpenAPI 3.0.3; PluginError, by name, for an operation that it cannot have."""
    paths: dict[str, dict[str, Any]] = {}
    names: set[str] = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get(HIDDEN):
                continue
            name = operation["operationId"]
            try:
                if name in names:
                    raise ValueError("another one has that name")
                names.add(name)
                paths.setdefault(path, {})[method] = callable_from_365(operation, document)
            except ValueError as error:
                hint = f'change it, or hide it from there by `openapi_extra={{"{HIDDEN}": True}}`'
                raise PluginError(f"Microsoft 365 cannot call {name}: {error}; {hint}.") from error
    if not paths:
        raise PluginError("There is no operation that Microsoft 365 could call.")
    about = {name: document["info"][name] for name in ("title", "description", "version")}
    schemes = document.get("components", {}).get("securitySchemes")
    return {
        "openapi": "3.0.3",
        "info": about,
        "servers": document["servers"],
        "paths": paths,
        **({"components": {"securitySchemes": schemes}} if schemes else {}),
    }


def callable_from_365(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The operation without references; ValueError, with a reason, for what cannot be said."""
    if not NAME.fullmatch(operation["operationId"]):
        raise ValueError("its name may have letters, digits and _ only")
    for part in ("summary", "description"):
        if len(operation.get(part, "")) > LONGEST_TEXT:
            raise ValueError(f"its {part} is longer than {LONGEST_TEXT:,} characters")
    schemas = document.get("components", {}).get("schemas", {})
    said = {name: operation[name] for name in KEPT if name in operation}
    if parameters := [
        parameter(each, schemas)
        for each in operation.get("parameters", [])
        if each["in"] in ("path", "query") or each.get("required")
    ]:
        said["parameters"] = parameters
    if "requestBody" in operation:
        said["requestBody"] = request_body(operation["requestBody"], schemas)
    said["responses"] = {
        status: response(status, each, schemas) for status, each in operation["responses"].items()
    }
    return said


def parameter(given: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name, place = given["name"], given["in"]
    if place not in ("path", "query"):
        raise ValueError(f"it needs the {place} {name}, which a model cannot send")
    schema = flat(to_3_0(resolved(given.get("schema"), schemas), name), name)
    required = {"required": True} if place == "path" or given.get("required") else {}
    about = {"description": given["description"]} if "description" in given else {}
    return {"name": name, "in": place, **required, **about, "schema": schema}


def request_body(given: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "application/json" not in given["content"]:
        raise ValueError(f"it takes {' or '.join(given['content'])} and no JSON")
    schema = to_3_0(resolved(given["content"]["application/json"].get("schema"), schemas), "body")
    if schema.get("type") != "object" or not schema.get("properties"):
        raise ValueError("its body is no object with fields")
    for name, field in schema["properties"].items():
        flat(field, name)
    required = {"required": True} if given.get("required") else {}
    return {**required, "content": {"application/json": {"schema": schema}}}


def response(status: str, given: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """What a success looks like; of a refusal it is enough what it means."""
    about = {"description": given["description"]}
    if not status.startswith("2") or "content" not in given:
        return about
    content = {
        media: {"schema": to_3_0(resolved(each["schema"], schemas), "response")}
        for media, each in given["content"].items()
        if "schema" in each
    }
    return {**about, "content": content}


def flat(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema of an argument; ValueError if there is an object in it, or anything at all."""
    leaf = schema
    while leaf.get("type") == "array":
        leaf = leaf["items"]
    if leaf.get("type") not in SIMPLE:
        kind = "an object" if leaf.get("type") == "object" else "a value of any type"
        raise ValueError(f"{name} takes {kind}, and a request may have plain values and lists only")
    return schema
