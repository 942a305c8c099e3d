"""What the rules look at: a plugin, the limits that it is held to, and what its server answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from scaffold.fetch.response import Response
from scaffold.openapi.operations import Operation
from scaffold.plugin.model import Plugin


class Call(NamedTuple):
    """An operation as it was called, and the response."""

    operation: Operation
    response: Response


class Tally(NamedTuple):
    """What became of a running plugin's operations, and how many of each there are."""

    described: int
    answered: int
    unauthorized: int
    failed: int

    @property
    def not_called(self) -> int:
        """Those that only `--call` calls, or that had to be left out."""
        return self.described - self.answered - self.unauthorized - self.failed

    def __str__(self) -> str:
        others = [
            f"{count} {outcome}"
            for count, outcome in (
                (self.unauthorized, "refused for want of credentials (--header gives them)"),
                (self.failed, "failed"),
                (self.not_called, "not called (--call calls what changes something)"),
            )
            if count
        ]
        counted = f"{self.answered} of {self.described} operations answered"
        return f"{'; '.join([counted, *others])}."


class Probes(NamedTuple):
    """What a running plugin answered.

    `preflights` are by the origin of the page that asked. `strangers` are calls without
    credentials, `calls` those with all that there are to give: the same ones where there are none.
    """

    preflights: Mapping[str, Response] = {}
    strangers: Sequence[Call] = ()
    calls: Sequence[Call] = ()

    def tally(self, described: int) -> Tally:
        """What became of the operations, of which there are `described` in all."""
        responses = [call.response for call in self.calls]
        answered = sum(200 <= response.status < 400 for response in responses)
        unauthorized = sum(response.status in (401, 403) for response in responses)
        return Tally(described, answered, unauthorized, len(responses) - answered - unauthorized)


@dataclass(frozen=True)
class Subject:
    """A plugin under check; `limits` names a set of limits."""

    plugin: Plugin
    limits: str
    probes: Probes = field(default_factory=Probes)
    # What `once` has worked out.
    _known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


Known = TypeVar("Known")


def once(work: Callable[[Subject], Known]) -> Callable[[Subject], Known]:
    """Let several rules share what is worked out from a subject."""

    @wraps(work)
    def look_up(subject: Subject) -> Known:
        if work not in subject._known:
            subject._known[work] = work(subject)
        known: Known = subject._known[work]
        return known

    return look_up
