"""The skill: how a model works with the API. Its list of operations is written from the code."""

import json
import re
from typing import Any

from plugin.errors import PluginError

BEGIN = "<!-- BEGIN OPERATIONS: `python -m plugin openapi` writes them, all else here is yours -->"
END = "<!-- END OPERATIONS -->"
MADE = re.compile(f"^{re.escape(BEGIN)}$.*?^{re.escape(END)}$", re.MULTILINE | re.DOTALL)

# Whether an operation changes something, and what that means for who calls it.
HEADINGS = {
    False: "These only look. Call them without asking:",
    True: "These change something. Ask first, unless the user has just asked for exactly that:",
}
VALUES = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}


def in_step(skill: str, document: dict[str, Any]) -> str:
    """The skill with the operations of the OpenAPI document; PluginError where it has no place."""
    if not MADE.search(skill):
        raise PluginError(f"SKILL.md lacks one of the lines `{BEGIN}` and `{END}`.")
    made = f"{BEGIN}\n\n{operations(document)}\n\n{END}"
    return MADE.sub(lambda _: made, skill, count=1)


def operations(document: dict[str, Any]) -> str:
    lines: dict[bool, list[str]] = {changes: [] for changes in HEADINGS}
    for path in document["paths"].values():
        for method, operation in path.items():
            changes = operation.get("x-openai-isConsequential", method != "get")
            lines[changes].append(line(operation, document))
    return "\n\n".join(
        "\n".join([heading, "", *lines[changes]])
        for changes, heading in HEADINGS.items()
        if lines[changes]
    )


def line(operation: dict[str, Any], document: dict[str, Any]) -> str:
    """The call, what it is for, and what its answer looks like."""
    call = f"{operation['operationId']}({', '.join(arguments(operation, document))})"
    about = operation.get("description") or f"{operation['summary']}."
    return f"- `{call}`: {' '.join(about.split())} {outcome(operation, document)}"


def arguments(operation: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Their names, with a question mark where they may be left out."""
    needed = {part["name"]: part.get("required") for part in operation.get("parameters", [])}
    body = resolved(schema(operation.get("requestBody", {})), document)
    needed |= {name: name in body.get("required", []) for name in body.get("properties", {})}
    return [name if must else f"{name}?" for name, must in needed.items()]


def outcome(operation: dict[str, Any], document: dict[str, Any]) -> str:
    success = next(status for status in operation["responses"] if status.startswith("2"))
    if not (shape := schema(operation["responses"][success])):
        return "Answers nothing."
    return f"Answers `{json.dumps(sample(shape, document), ensure_ascii=False)}`."


def schema(described: dict[str, Any]) -> dict[str, Any]:
    """The schema of a request's or a response's JSON; empty where it has none."""
    content: dict[str, dict[str, dict[str, Any]]] = described.get("content", {})
    return content.get("application/json", {}).get("schema", {})


def sample(shape: dict[str, Any], document: dict[str, Any], inside: tuple[str, ...] = ()) -> Any:
    """A short value of this schema; None where the schema holds itself."""
    if shape.get("$ref") in inside:
        return None
    if reference := shape.get("$ref"):
        inside = (*inside, reference)
        shape = resolved(shape, document)
    for name in ("examples", "enum"):
        if shape.get(name):
            return shape[name][0]
    if "properties" in shape:
        parts = shape["properties"].items()
        return {name: sample(part, document, inside) for name, part in parts}
    if "items" in shape:
        return [sample(shape["items"], document, inside)]
    for name in ("anyOf", "oneOf", "allOf"):
        if shape.get(name):
            return sample(shape[name][0], document, inside)
    return VALUES.get(shape.get("type", ""))


def resolved(shape: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in shape:
        return shape
    schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
    return schemas[shape["$ref"].rpartition("/")[2]]
