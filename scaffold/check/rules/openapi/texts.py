"""The rules of what is written about operations: enough for the model, and not too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.check.finding import Located, Severity, problem_at, rule
from scaffold.check.subject import Subject, once
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem

# Characters: what hosts advised, and what they cut off or refused.
ADVISED_TEXT = 200
MAX_OPERATION_TEXT = 300
MAX_PARAMETER_TEXT = 700


class _Text(NamedTuple):
    document: Document
    path: Pointer
    length: int
    limit: int

    def problem(self, rule: str) -> Located:
        message = f"`{self.path[-1]}`: {self.length} characters, {rule}"
        return self.document, Problem(message, self.path)


@once
def _texts(subject: Subject) -> list[_Text]:
    """What is written about operations and their parameters, with the limit for each."""
    # Parameters of a path belong to several operations, and are told of once.
    texts: dict[Pointer, _Text] = {}
    for operation in subject.plugin.operations:
        message = [
            ((*operation.path, name), operation.value.get(name), MAX_OPERATION_TEXT)
            for name in ("summary", "description")
        ]
        message += [
            ((*path, "description"), parameter.get("description"), MAX_PARAMETER_TEXT)
            for path, parameter in operation.parameters
        ]
        for path, text, limit in message:
            if isinstance(text, str):
                texts[path] = _Text(operation.document, path, len(text), limit)
    return list(texts.values())


@rule(
    Severity.ERROR,
    why="Hosts refuse longer ones: 300 characters for an operation, 700 for a parameter.",
    fix="Say what the model needs to choose and call it, no more.",
)
def long_text(subject: Subject) -> Iterator[Located]:
    """Texts keep the host's hard limits."""
    for text in _texts(subject):
        if text.length > text.limit:
            yield text.problem(f"at most {text.limit}")


@rule(
    Severity.ADVICE,
    why="Every character goes into the model's prompt; hosts advised 200.",
    fix="Shorten it.",
)
def wordy_text(subject: Subject) -> Iterator[Located]:
    """Texts have at most 200 characters."""
    for text in _texts(subject):
        if ADVISED_TEXT < text.length <= text.limit:
            yield text.problem(f"{ADVISED_TEXT} advised")


@rule(
    Severity.ADVICE,
    why="The model chooses by what it reads, and here it reads nothing.",
    fix="Add a `summary`, and a `description` where that does not say enough.",
)
def undescribed_operation(subject: Subject) -> Iterator[Located]:
    """Every operation says what it does."""
    for operation in subject.plugin.operations:
        if not operation.value.get("summary") and not operation.value.get("description"):
            yield problem_at(operation, "has neither `summary` nor `description`")
