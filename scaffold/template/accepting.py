"""Given answers, to the questions of whichever template, are taken or refused all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from scaffold import spelling
from scaffold.errors import RejectedAnswers


class Asked(Protocol):
    """A question that knows what counts as an answer."""

    @property
    def name(self) -> str:
        """What its answer is given under."""

    def parse(self, raw: Any) -> Any:
        """What was given, as an answer; raises ValueError."""


def sort_out(
    questions: Iterable[Asked], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that are accepted, and for the others why not; both by their names."""
    accepted: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for question in questions:
        if question.name in raw:
            try:
                accepted[question.name] = question.parse(raw[question.name])
            except ValueError as error:
                problems[question.name] = str(error)
    return accepted, problems


def accept(
    questions: Iterable[Asked], raw: Mapping[str, Any], names: Collection[str]
) -> dict[str, Any]:
    """The answers, parsed; raises RejectedAnswers with all that are wrong, or not in `names`."""
    unknown = [name for name in raw if name not in names]
    accepted, problems = sort_out(questions, raw)
    no_such = {name: f"no such question{spelling.suggestion(name, names)}" for name in unknown}
    if no_such or problems:
        raise RejectedAnswers({**no_such, **problems})
    return accepted
