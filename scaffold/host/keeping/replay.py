"""Plays a kept conversation against its plugins as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.host import Host
from scaffold.host.items import SENT, Card, Item
from scaffold.host.keeping.turns import Turn, turns
from scaffold.host.models import Call, Model, Move, Say
from scaffold.host.models.telling import answer
from scaffold.host.tools import Tool

# Of these the user, or a file, was the model: what they called is called again.
_RECORDED = ("you", "script")


class _Recording:
    """Makes the calls of a turn that was recorded."""

    name = "script"

    def __init__(self, turn: Turn) -> None:
        self._calls = [Call(card.tool.name, card.arguments) for card in turn.cards]
        self._answer = turn.answer

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:  # noqa: ARG002
        """The next call; after the last one, what came of it."""
        if self._calls:
            return self._calls.pop(0)
        last = items[-1]
        return Say(answer(last) if isinstance(last, Card) else self._answer)


def replay(host: Host, conversation: Conversation, *, send_writes: bool) -> Conversation:
    """A new conversation in which the same is said.

    Writes that were sent are sent again only with `send_writes`. Failure where a plugin or the
    model is not here.
    """
    known = turns(conversation.items)
    if not known:
        raise Failure("Nothing was said in it yet.")
    models = [_model(host, turn) for turn in known]
    again = host.again(conversation)
    again.name = f"Replay: {conversation.title}"
    for model, turn in zip(models, known, strict=True):
        again.model = model
        again.say(turn.question.text)
        _settle(again, turn, send_writes=send_writes)
    again.model = conversation.model
    return again


def _model(host: Host, turn: Turn) -> Model:
    name = turn.question.model
    if name in _RECORDED:
        return _Recording(turn)
    if name not in host.models:
        raise Failure(f"The model of this conversation, {name}, is not here.", "Add --model URL.")
    return host.models[name]


def _settle(again: Conversation, turn: Turn, *, send_writes: bool) -> None:
    """Answer what waits as the user did."""
    sent = [card for card in turn.cards if card.state == SENT]
    is_filled = False
    while waiting := again.waiting:
        if isinstance(waiting, Card):
            _decide(again, waiting, sent if send_writes else [])
        elif not is_filled and (filled := _filled(again, sent)):
            # What was filled in once may not fit any more: a form that comes back is left.
            is_filled = True
            again.fill(waiting, *filled)
        else:
            again.answer(waiting, waiting.text)


def _decide(again: Conversation, card: Card, sent: list[Card]) -> None:
    """Let a write be sent that was sent before, with the arguments that it had if edited."""
    before = next((each for each in sent if each.tool.id == card.tool.id), None)
    if before:
        again.confirm(card, before.arguments if before.was_edited else card.arguments)
    if again.waiting is card:
        again.refuse(card)


def _filled(again: Conversation, sent: list[Card]) -> tuple[Tool, Mapping[str, Any]] | None:
    """What the user filled in, where that operation is still there."""
    tools = {tool.name: tool for tool in again.tools}
    known = ((tools[card.tool.name], card.arguments) for card in sent if card.tool.name in tools)
    return next(known, None)
