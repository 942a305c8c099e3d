"""One fact about a plugin, and the rules that find such facts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scaffold.check.document import Document, Path
    from scaffold.check.plugin import Plugin


class Severity(StrEnum):
    """How much it matters: only an error makes `ai-plugin check` fail; `--strict` adds warnings."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Problem(NamedTuple):
    """What a rule found: where in which document, and how to mend it if the rule's way is vague."""

    message: str
    document: Document
    path: Path = ()
    hint: str = ""
    # The name of a field is at fault, not its value.
    on_key: bool = False
    # Characters of the text, where no field is at fault but a piece of text.
    span: tuple[int, int] | None = None


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


class Rule(NamedTuple):
    """A rule and its documentation."""

    id: str
    severity: Severity
    what: str
    why: str
    mend: str
    find: Callable[[Plugin], Iterable[Problem]]


def rule(
    severity: Severity, *, why: str, mend: str
) -> Callable[[Callable[[Plugin], Iterable[Problem]]], Rule]:
    """Make a rule of a function: its name is the id, its docstring says what the rule asks."""

    def register(find: Callable[[Plugin], Iterable[Problem]]) -> Rule:
        name = find.__name__.replace("_", "-")
        what = " ".join((inspect.getdoc(find) or "").split())
        return Rule(name, severity, what, why, mend, find)

    return register


def to_finding(rule: Rule, problem: Problem) -> Finding:
    """The finding for a problem: with its line, its column and the line itself."""
    document = problem.document
    span = problem.span or document.span(problem.path, on_key=problem.on_key)
    place = document.place(*span)
    hint = problem.hint or rule.mend
    return Finding(rule.id, rule.severity, problem.message, hint, document.name, *place)
