"""Plays a conversation from a file: says, confirms, and looks whether it went as expected."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.items import Answer, Card, Form
from scaffold.host.models import Call
from scaffold.host.models.matcher import Matcher
from scaffold.host.models.script import Script
from scaffold.host.playback import expectations
from scaffold.host.playback.file import Play, Turn
from scaffold.host.playback.stage import stage
from scaffold.host.tools import Tool
from scaffold.spelling import suggestion


class Called(NamedTuple):
    """One call of a turn; no status where none came back."""

    operation: str
    arguments: Mapping[str, Any]
    status: int | None


class Played(NamedTuple):
    """A turn that was played, in seconds, and what was not as expected."""

    say: str
    calls: list[Called]
    problems: list[str]
    seconds: float


class Result(NamedTuple):
    """What came of a file; `problem` is what kept it from being played to its end."""

    path: str
    turns: list[Played]
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Whether all was as expected."""
        return not self.problem and not any(turn.problems for turn in self.turns)


def play(script: Play) -> Result:
    """Play a conversation."""
    turns: list[Played] = []
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ai-plugin-") as scratch,
            stage(script.plugin, script.user, Path(scratch)) as (host, registration),
        ):
            conversation = host.converse(
                [registration], user=script.user, model=Matcher(), region=script.region
            )
            _know(script, conversation.tools)
            for turn in script.turns:
                turns.append(_play(conversation, turn))  # noqa: PERF401
    except Failure as failure:
        return Result(script.path, turns, failure.sentence)
    return Result(script.path, turns)


def _know(script: Play, tools: list[Tool]) -> None:
    known = [tool.id for tool in tools]
    for turn in script.turns:
        for name in turn.operations:
            if name not in known:
                close = suggestion(name, known) or f"; there are {', '.join(known)}."
                raise Failure(f"{name}: no such operation{close}")


def _play(conversation: Conversation, turn: Turn) -> Played:
    begun = time.monotonic()
    first = len(conversation.items)
    if turn.call:
        operation = turn.call.operation
        name = next(tool.name for tool in conversation.tools if tool.id == operation)
        conversation.model = Script([Call(name, turn.call.arguments)])
    else:
        conversation.model = Matcher()
    conversation.say(turn.say)
    while isinstance(waiting := conversation.waiting, Card):
        conversation.confirm(waiting, waiting.arguments)
    if isinstance(waiting, Form):
        conversation.answer(waiting, waiting.text)
    items = conversation.items[first:]
    cards = [item for item in items if isinstance(item, Card)]
    answer = next((item.text for item in reversed(items) if isinstance(item, Answer)), "")
    problems = list(expectations.problems(turn.expect, cards, answer))
    called = [
        Called(card.tool.id, card.arguments, card.called.response.status if card.called else None)
        for card in cards
    ]
    return Played(turn.say, called, problems, time.monotonic() - begun)
