"""One fact about a plugin, and the rules that find such facts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scaffold.documents.problem import Edit, Problem

if TYPE_CHECKING:
    from scaffold.check.subject import Subject
    from scaffold.documents.document import Document
    from scaffold.openapi.operations import Operation


class Severity(StrEnum):
    """How much it matters: only an error makes `ai-plugin check` fail; `--strict` adds warnings."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


# What a rule yields: a problem, and the document that has it.
Located = tuple["Document", Problem]


class Finding(NamedTuple):
    """One fact about a plugin; line and column count from 1, `width` is in characters.

    `excerpt` is the line, or a piece of it, in which the place begins after `indent` characters.
    """

    rule: str
    severity: Severity
    message: str
    hint: str
    file: str
    line: int
    column: int
    excerpt: str
    indent: int
    width: int
    edit: Edit | None = None


Find = Callable[["Subject"], Iterable[Located]]


class Rule(NamedTuple):
    """A rule and its documentation."""

    id: str
    severity: Severity
    what: str
    why: str
    fix: str
    find: Find


def rule(severity: Severity, *, why: str, fix: str) -> Callable[[Find], Rule]:
    """Make a rule of a function: its name is the id, its docstring says what the rule asks."""

    def register(find: Find) -> Rule:
        name = find.__name__.replace("_", "-")
        what = " ".join((inspect.getdoc(find) or "").split())
        return Rule(name, severity, what, why, fix, find)

    return register


def problem_at(operation: Operation, message: str, *path: str) -> Located:
    """What is wrong with an operation, or with the field at a path of it."""
    if path:
        return operation.document, Problem(message, (*operation.path, *path))
    return operation.document, Problem(f"{operation} {message}", operation.path, on_key=True)


def to_finding(rule: Rule, document: Document, problem: Problem) -> Finding:
    """The finding for a problem: with its line, its column and the line itself."""
    span = problem.span or document.span(problem.path, on_key=problem.on_key)
    message, hint, edit = problem.message, problem.hint or rule.fix, problem.edit
    place = document.place(*span)
    return Finding(rule.id, rule.severity, message, hint, document.name, *place, edit=edit)
