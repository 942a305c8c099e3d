"""The tools, from the OpenAPI document: each operation is one, unless it is hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from plugin.errors import PluginError
from plugin.mcp.schemas import resolved

# `openapi_extra={"x-mcp-hidden": True}`: an operation of the API and no tool.
HIDDEN = "x-mcp-hidden"
# What a tool may be called, by MCP's specification.
NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")

# Where an argument goes: into the path, the query, a field of the JSON body, or the whole body.
Place = Literal["path", "query", "field", "body"]


@dataclass(frozen=True)
class Tool:
    name: str
    title: str
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None
    # Hints for the host, which decides by them whether it asks the user first.
    read_only: bool
    destructive: bool
    open_world: bool
    method: str
    path: str
    places: dict[str, Place]
    # What stands for a response without content.
    success: str


def read(*documents: dict[str, Any]) -> dict[str, Tool]:
    """The documents' tools by name; PluginError, by name, for an operation that cannot be one."""
    tools: dict[str, Tool] = {}
    for document in documents:
        for path, method, operation in operations(document):
            name = operation["operationId"]
            try:
                if name in tools:
                    raise ValueError("another one has that name")
                tools[name] = tool(path, method, operation, document)
            except ValueError as error:
                hint = f'`openapi_extra={{"{HIDDEN}": True}}` hides it from /mcp'
                raise PluginError(f"{name} cannot be a tool: {error}; {hint}.") from error
    return tools


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not operation.get(HIDDEN):
                yield path, method.upper(), operation


def tool(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Tool:
    """One operation as a tool; ValueError, with a reason, where it cannot be one."""
    name = operation["operationId"]
    if not NAME.fullmatch(name):
        raise ValueError("its name may have 128 letters, digits, and . _ - only")
    schemas = document.get("components", {}).get("schemas", {})
    places: dict[str, Place] = {}
    properties: dict[str, Any] = {}
    required = []
    for argument, place, schema, is_required in arguments(operation, schemas):
        if argument in places:
            raise ValueError(f"two of its arguments are called {argument}")
        places[argument], properties[argument] = place, schema
        if is_required:
            required.append(argument)
    reads = method in ("GET", "HEAD")
    consequential = operation.get("x-openai-isConsequential", not reads)
    success, output_schema = response(operation, schemas)
    return Tool(
        name=name,
        title=operation["summary"],
        description=operation.get("description", operation["summary"]),
        input_schema={
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        },
        output_schema=output_schema,
        read_only=reads and not consequential,
        destructive=consequential and method in ("PUT", "PATCH", "DELETE"),
        open_world=consequential,
        method=method,
        path=path,
        places=places,
        success=success,
    )


def arguments(
    operation: dict[str, Any], schemas: dict[str, Any]
) -> Iterator[tuple[str, Place, dict[str, Any], bool]]:
    """Name, place and schema of each argument, and whether it is required."""
    for parameter in operation.get("parameters", []):
        name, place, is_required = parameter["name"], parameter["in"], parameter["required"]
        if place in ("path", "query"):
            schema = resolved(parameter["schema"], schemas)
            if "description" in parameter:
                schema = schema | {"description": parameter["description"]}
            yield name, place, schema, is_required
        elif is_required:
            raise ValueError(f"it needs the {place} {name}, which a model cannot send")
    if "requestBody" not in operation:
        return
    content, is_required = (operation["requestBody"].get(key) for key in ("content", "required"))
    if "application/json" not in content:
        raise ValueError(f"it takes {' or '.join(content)} and no JSON")
    body = resolved(content["application/json"]["schema"], schemas)
    # Where names may be invented, or the body left out, only the body as a whole says so.
    if not is_required or "properties" not in body or body.get("additionalProperties"):
        yield "body", "body", body, bool(is_required)
        return
    for name, schema in body["properties"].items():
        yield name, "field", schema, name in body.get("required", [])


def response(
    operation: dict[str, Any], schemas: dict[str, Any]
) -> tuple[str, dict[str, Any] | None]:
    """What success means, and the response's schema where it is always the same JSON object."""
    successes = [found for code, found in operation["responses"].items() if code.startswith("2")]
    description = successes[0]["description"] if successes else "Done."
    if len(successes) != 1 or "application/json" not in successes[0].get("content", {}):
        return description, None
    schema = resolved(successes[0]["content"]["application/json"]["schema"], schemas)
    return description, schema if schema.get("type") == "object" else None
