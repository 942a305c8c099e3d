"""The rules of operations' names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.operations import Operation, operations
from scaffold.check.plugin import Plugin


@rule(
    Severity.WARNING,
    why="The operation's id is its name for the model and for every client.",
    mend="Give it a short name: `operationId: listTodos`.",
)
def missing_operation_id(plugin: Plugin) -> Iterator[Problem]:
    """Every operation has an `operationId`."""
    for operation in operations(plugin):
        if not operation.value.get("operationId"):
            yield operation.problem("has no `operationId`")


@rule(
    Severity.WARNING,
    why="Of two operations with one name only one can be called.",
    mend="Rename one of them.",
)
def duplicate_operation_id(plugin: Plugin) -> Iterator[Problem]:
    """No two operations share an `operationId`."""
    seen: dict[str, Operation] = {}
    for operation in operations(plugin):
        if operation.id in seen:
            said = f"`{operation.id[:80]}` is also the name of {seen[operation.id]}"
            yield operation.problem(said, "operationId")
        elif operation.id:
            seen[operation.id] = operation


@rule(
    Severity.ADVICE,
    why="The id becomes the name of a function; hosts take 64 letters, digits, `_` or `-`.",
    mend="Write it like `listTodos`.",
)
def operation_id_name(plugin: Plugin) -> Iterator[Problem]:
    """An `operationId` is fit to be a function's name."""
    for operation in operations(plugin):
        if operation.id and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", operation.id):
            said = f"`{operation.id[:80]}` is no name for a function"
            yield operation.problem(said, "operationId")
