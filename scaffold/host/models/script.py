"""*Script*: calls what it was told to, in that order, whatever is said; for tests and lessons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scaffold.host.items import Card, Item
from scaffold.host.models import Call, Move, Say
from scaffold.host.models.telling import answer
from scaffold.host.tools import Tool


class Script:
    """Makes the next of its calls at each question, and then tells what came of it."""

    name = "script"

    def __init__(self, calls: Iterable[Call]) -> None:
        self._calls = iter(calls)

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:  # noqa: ARG002
        """The next call after a question, the answer after a call."""
        last = items[-1]
        if isinstance(last, Card):
            return Say(answer(last))
        return next(self._calls, Say("The script is at its end."))
