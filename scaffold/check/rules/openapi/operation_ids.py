"""The rules of operations' names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, problem_at, rule
from scaffold.check.subject import Subject
from scaffold.openapi.operations import Operation


@rule(
    Severity.WARNING,
    why="The operation's id is its name for the model and for every client.",
    fix="Give it a short name: `operationId: listTodos`.",
)
def missing_operation_id(subject: Subject) -> Iterator[Located]:
    """Every operation has an `operationId`."""
    for operation in subject.plugin.operations:
        if not operation.value.get("operationId"):
            yield problem_at(operation, "has no `operationId`")


@rule(
    Severity.WARNING,
    why="Of two operations with one name only one can be called.",
    fix="Rename one of them.",
)
def duplicate_operation_id(subject: Subject) -> Iterator[Located]:
    """No two operations share an `operationId`."""
    seen: dict[str, Operation] = {}
    for operation in subject.plugin.operations:
        if operation.id in seen:
            message = f"`{operation.id[:80]}` is also the name of {seen[operation.id]}"
            yield problem_at(operation, message, "operationId")
        elif operation.id:
            seen[operation.id] = operation


@rule(
    Severity.ADVICE,
    why="The id becomes the name of a function; hosts take 64 letters, digits, `_` or `-`.",
    fix="Write it like `listTodos`.",
)
def operation_id_name(subject: Subject) -> Iterator[Located]:
    """An `operationId` is fit to be a function's name."""
    for operation in subject.plugin.operations:
        if operation.id and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", operation.id):
            message = f"`{operation.id[:80]}` is no name for a function"
            yield problem_at(operation, message, "operationId")
