"""The rules of what the document says of answers."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Edit, Problem
from scaffold.openapi.operations import Operation
from scaffold.openapi.references import follow

# Answers that have no body.
_EMPTY = ("204", "205", "304")


@rule(
    Severity.WARNING,
    why="YAML reads 200 as a number, and names are text; strict clients refuse the document.",
    fix="Put it in quotes: '200'.",
)
def unquoted_status(subject: Subject) -> Iterator[Located]:
    """Status codes stand in quotes."""
    for operation in subject.plugin.operations:
        for status in operation.responses:
            if (id(operation.responses), status) in operation.document.unquoted:
                yield _unquoted(operation, status)


@rule(
    Severity.ADVICE,
    why="Without it the model does not know what an answer will hold.",
    fix="Describe it under `content`: `application/json: {schema: …}`.",
)
def answer_without_schema(subject: Subject) -> Iterator[Located]:
    """Every successful answer has a schema."""
    for operation in subject.plugin.operations:
        for status, given in operation.responses.items():
            if not status.startswith("2") or status in _EMPTY:
                continue
            content = follow(operation.document, given).get("content")
            bodies = content.values() if isinstance(content, dict) else ()
            if not any(isinstance(body, dict) and body.get("schema") for body in bodies):
                yield _of_answer(operation, status, f"the answer {status} has no schema")


def _unquoted(operation: Operation, status: str) -> Located:
    document, problem = _of_answer(operation, status, f"{status} is a number")
    start, end, *_ = document.spans[id(operation.responses)][status]
    return document, problem._replace(edit=Edit(start, end, f"'{status}'"))


def _of_answer(operation: Operation, status: str, message: str) -> Located:
    path = (*operation.path, "responses", status)
    return operation.document, Problem(message, path, on_key=True)
