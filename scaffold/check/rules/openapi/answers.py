"""The rules of what the document says of answers."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import follow
from scaffold.check.openapi.operations import Operation, operations
from scaffold.check.plugin import Plugin

# Answers that have no body.
_EMPTY = ("204", "205", "304")


@rule(
    Severity.WARNING,
    why="YAML reads 200 as a number, and names are text; strict clients refuse the document.",
    mend="Put it in quotes: '200'.",
)
def unquoted_status(plugin: Plugin) -> Iterator[Problem]:
    """Status codes stand in quotes."""
    for operation in operations(plugin):
        for status in operation.answers:
            if (id(operation.answers), status) in operation.document.unquoted:
                yield _of_answer(operation, status, f"{status} is a number")


@rule(
    Severity.ADVICE,
    why="Without it the model does not know what an answer will hold.",
    mend="Describe it under `content`: `application/json: {schema: …}`.",
)
def answer_without_schema(plugin: Plugin) -> Iterator[Problem]:
    """Every successful answer has a schema."""
    for operation in operations(plugin):
        for status, given in operation.answers.items():
            if not status.startswith("2") or status in _EMPTY:
                continue
            content = follow(operation.document, given).get("content")
            bodies = content.values() if isinstance(content, dict) else ()
            if not any(isinstance(body, dict) and body.get("schema") for body in bodies):
                yield _of_answer(operation, status, f"the answer {status} has no schema")


def _of_answer(operation: Operation, status: str, message: str) -> Problem:
    path = (*operation.path, "responses", status)
    return Problem(message, operation.document, path, on_key=True)
