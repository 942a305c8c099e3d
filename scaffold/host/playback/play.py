"""Plays a conversation from a file: says, confirms, and looks whether it went as expected."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.conversation_file import Play, Turn
from scaffold.host.host import Host
from scaffold.host.items import Answer, Card, Form, Item, Trouble
from scaffold.host.models import Call
from scaffold.host.models.endpoint import Endpoint
from scaffold.host.models.matcher import Matcher
from scaffold.host.models.script import Script
from scaffold.host.playback import expectations
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
    # How often the decision was the expected one, of so many times.
    came: int
    repeat: int


class Result(NamedTuple):
    """What came of a file; `problem` is what kept it from being played to its end."""

    path: str
    turns: list[Played]
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Whether all was as expected."""
        return not self.problem and not any(turn.problems for turn in self.turns)


def play(script: Play, endpoint: Endpoint | None = None) -> Result:
    """Play a conversation; `endpoint` is the model of turns that name it."""
    turns: list[Played] = []
    if not endpoint and any(turn.model == Endpoint.name for turn in script.turns):
        return Result(script.path, [], "`model: endpoint` needs --model URL and --model-name NAME.")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ai-plugin-") as scratch,
            stage(script.plugin, script.user, Path(scratch), endpoint) as (host, registration),
        ):
            conversation = host.converse(
                [registration], user=script.user, model=Matcher(), region=script.region
            )
            _know(script, conversation.tools)
            for turn in script.turns:
                turns.append(_play(host, conversation, turn))  # noqa: PERF401
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


def _play(host: Host, conversation: Conversation, turn: Turn) -> Played:
    begun = time.monotonic()
    first = len(conversation.items)
    # Before the turn itself, so that each time begins with the same.
    again = [host.branch(conversation, first) for _ in range(turn.repeat - 1)]
    items = _say(host, conversation, turn, send=True)
    cards = _cards(items)
    problems = list(expectations.problems(turn.expect, cards, _told(items)))
    decided = [cards, *(_cards(_say(host, other, turn, send=False)) for other in again)]
    came = sum(expectations.is_decided(turn.expect, each) for each in decided)
    if turn.repeat > 1 and came < turn.times:
        expected = turn.expect.get("operation", "what is expected")
        problems.append(f"{expected} came {came} of {turn.repeat} times, expected {turn.times}")
    called = [
        Called(card.tool.id, card.arguments, card.called.response.status if card.called else None)
        for card in cards
    ]
    if turn.repeat > 1 and came >= turn.times and not expectations.is_decided(turn.expect, cards):
        # The first time was not among those that count.
        problems = []
    return Played(turn.say, called, problems, time.monotonic() - begun, came, turn.repeat)


def _say(host: Host, conversation: Conversation, turn: Turn, *, send: bool) -> list[Item]:
    """Let the turn happen; what came of it. A write is sent, or else refused."""
    first = len(conversation.items)
    if turn.call:
        operation = turn.call.operation
        name = next(tool.name for tool in conversation.tools if tool.id == operation)
        conversation.model = Script([Call(name, turn.call.arguments)])
    else:
        conversation.model = host.models[turn.model]
    conversation.say(turn.say)
    while isinstance(waiting := conversation.waiting, Card):
        if send:
            conversation.confirm(waiting, waiting.arguments)
        else:
            conversation.refuse(waiting)
    if isinstance(waiting, Form):
        conversation.answer(waiting, waiting.text)
    return conversation.items[first:]


def _cards(items: list[Item]) -> list[Card]:
    return [item for item in items if isinstance(item, Card)]


def _told(items: list[Item]) -> str:
    """What the model said, or why it did not."""
    told = (item.text for item in reversed(items) if isinstance(item, Answer | Trouble))
    return next(told, "")
