"""The skill of a gateway: when and how the API is used, and its operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.api.gateway.functions import arguments
from scaffold.api.gateway.model import Operation, plain
from scaffold.api.gateway.modules import Module
from scaffold.api.gateway.schemas import Schemas

_HEADINGS = {
    "look": "These only look. Call them without asking:",
    "change": "These add or change something. Ask first, unless the user asked for exactly that:",
    "destroy": "These remove or overwrite something. Name it, and wait for a yes:",
}


def operations(listed: Sequence[Module], schemas: Schemas) -> str:
    """The list of the operations, as `python -m plugin openapi` writes it."""
    groups: dict[str, list[str]] = {kind: [] for kind in _HEADINGS}
    for operation in (one for module in listed for one in module.operations):
        groups[_kind(operation)].append(_line(operation, schemas))
    return "\n\n".join(
        "\n".join([_HEADINGS[kind], "", *lines]) for kind, lines in groups.items() if lines
    )


def _kind(operation: Operation) -> str:
    if operation.reads:
        return "look"
    return "destroy" if operation.method in ("put", "patch", "delete") else "change"


def _line(operation: Operation, schemas: Schemas) -> str:
    listed = sorted(arguments(operation, schemas), key=lambda one: one.parameter.place != "path")
    words = [(one.parameter.label, one.parameter.required) for one in listed]
    if body := operation.body:
        words += _fields(body.schema, body.required, schemas.kept)
    called = ", ".join(name if needed else f"{name}?" for name, needed in words)
    about = f"{operation.description} Result: {operation.successes[0].description}"
    return f"- `{operation.id}({called})`: {' '.join(about.split())}"


def _fields(name: str, required: bool, kept: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """The arguments that a body becomes: its fields, or itself."""
    schema = plain(kept, name)
    if not required or "properties" not in schema or schema.get("additionalProperties"):
        return [("body", required)]
    needed = schema.get("required") or []
    return [(field, field in needed) for field in schema["properties"]]


def filled(text: str, listed: Sequence[Module], schemas: Schemas) -> str:
    """A skill with its list of operations."""
    begin, end = "<!-- BEGIN OPERATIONS", "<!-- END OPERATIONS -->"
    before, _, after = text.partition(begin)
    first = after.partition("\n")[0]
    rest = after.partition(end)[2]
    return f"{before}{begin}{first}\n\n{operations(listed, schemas)}\n\n{end}{rest}"
