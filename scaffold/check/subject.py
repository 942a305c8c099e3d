"""What the rules look at: a plugin, the limits that it is held to, and what its server answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from scaffold.fetch.response import Response
from scaffold.openapi.operations import Operation
from scaffold.plugin.model import Plugin


class Call(NamedTuple):
    """An operation as it was called without credentials, and the response."""

    operation: Operation
    response: Response


class Probes(NamedTuple):
    """What browsers were told, by the origin of the page that asked; and the calls."""

    preflights: Mapping[str, Response] = {}
    calls: tuple[Call, ...] = ()


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
