"""The modules of a gateway: the operations by resource, in the order in which paths are tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scaffold.api.gateway import names
from scaffold.api.gateway.model import Operation
from scaffold.api.gateway.python import WIDTH, Group, lines


class Module(NamedTuple):
    """The operations of one resource, in the order of their routes."""

    name: str
    operations: list[Operation]


def modules(operations: Sequence[Operation]) -> list[Module]:
    """The operations by the first part of their path that not all of them share."""
    shared = _shared([operation.path for operation in operations])
    grouped: dict[str, list[Operation]] = {}
    for operation in sorted(operations, key=_specific):
        rest = operation.path.split("/")[1 + shared :]
        part = next((one for one in rest if one and "{" not in one), "items")
        # Where a placeholder comes first, it could take another resource's name.
        grouped.setdefault("" if not rest or "{" in rest[0] else part, []).append(operation)
    taken: list[str] = []
    listed = []
    for part in sorted(grouped, key=lambda one: (one == "", one)):
        taken.append(names.argument(names.snake(part or "resources")[:40].strip("_"), taken))
        listed.append(Module(taken[-1], grouped[part]))
    return listed


def package(listed: Sequence[Module]) -> str:
    """`plugin/operations/__init__.py`."""
    imported = sorted(module.name for module in listed)
    lead = "from plugin.operations import "
    head = [lead + ", ".join(imported)]
    if len(head[0]) > WIDTH:
        head = lines(Group(lead, "()", imported))
    routers = lines(Group("", "()", [f"{m.name}.router" for m in listed]), lead="ROUTERS = ")
    if len(listed) == 1:
        routers = [f"ROUTERS = ({listed[0].name}.router,)"]
    text = '"""What of the API can be called: a function for each operation."""'
    comment = "# A path with a name in it comes before one that takes any in its place."
    return "\n".join([text, "", *head, "", comment, *routers, ""])


def _shared(paths: Sequence[str]) -> int:
    """How many parts all paths begin with, the last part of a path and placeholders apart."""
    split = [path.split("/")[1:-1] for path in paths]
    count = 0
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1 or "{" in parts[0]:
            break
        count += 1
    return count


def _specific(operation: Operation) -> list[int]:
    """Sorts a path with a name before one that takes any name in its place."""
    parts = operation.path.split("/")
    return [("{" in part) + bool(re.fullmatch(r"\{[^{}]*}", part)) for part in parts]
