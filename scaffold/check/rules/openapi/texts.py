"""The rules of what is written about operations: enough for the model, and not too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.check.document import Document, Path
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.operations import operations
from scaffold.check.plugin import Plugin, once

# Characters: what hosts advised, and what they cut off or refused.
ADVISED_TEXT = 200
MAX_OPERATION_TEXT = 300
MAX_PARAMETER_TEXT = 700


class _Text(NamedTuple):
    document: Document
    path: Path
    length: int
    limit: int

    def problem(self, wanted: str) -> Problem:
        said = f"`{self.path[-1]}`: {self.length} characters, {wanted}"
        return Problem(said, self.document, self.path)


@once
def _texts(plugin: Plugin) -> list[_Text]:
    """What is written about operations and their parameters, with the limit for each."""
    # Parameters of a path belong to several operations, and are told of once.
    found: dict[Path, _Text] = {}
    for operation in operations(plugin):
        said = [
            ((*operation.path, name), operation.value.get(name), MAX_OPERATION_TEXT)
            for name in ("summary", "description")
        ]
        said += [
            ((*path, "description"), parameter.get("description"), MAX_PARAMETER_TEXT)
            for path, parameter in operation.parameters
        ]
        for path, text, limit in said:
            if isinstance(text, str):
                found[path] = _Text(operation.document, path, len(text), limit)
    return list(found.values())


@rule(
    Severity.ERROR,
    why="Hosts refuse longer ones: 300 characters for an operation, 700 for a parameter.",
    mend="Say what the model needs to choose and call it, no more.",
)
def long_text(plugin: Plugin) -> Iterator[Problem]:
    """Texts keep the host's hard limits."""
    for text in _texts(plugin):
        if text.length > text.limit:
            yield text.problem(f"at most {text.limit}")


@rule(
    Severity.ADVICE,
    why="Every character goes into the model's prompt; hosts advised 200.",
    mend="Shorten it.",
)
def wordy_text(plugin: Plugin) -> Iterator[Problem]:
    """Texts have at most 200 characters."""
    for text in _texts(plugin):
        if ADVISED_TEXT < text.length <= text.limit:
            yield text.problem(f"{ADVISED_TEXT} advised")


@rule(
    Severity.ADVICE,
    why="The model chooses by what it reads, and here it reads nothing.",
    mend="Add a `summary`, and a `description` where that does not say enough.",
)
def undescribed_operation(plugin: Plugin) -> Iterator[Problem]:
    """Every operation says what it does."""
    for operation in operations(plugin):
        if not operation.value.get("summary") and not operation.value.get("description"):
            yield operation.problem("has neither `summary` nor `description`")
