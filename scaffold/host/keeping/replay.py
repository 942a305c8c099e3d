"""Plays a kept conversation against its plugins as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.host import Host
from scaffold.host.items import SENT, Card, Form, Item
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
    again = host.again(conversation)
    again.name = f"Replay: {conversation.title}"
    for turn in known:
        again.model = _model(host, turn)
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
    while waiting := again.waiting:
        before = [card for card in turn.cards if card.state == SENT]
        if isinstance(waiting, Card):
            name = waiting.tool.id
            was = next((card for card in before if card.tool.id == name), None)
            if was and send_writes:
                again.confirm(waiting, was.arguments if was.was_edited else waiting.arguments)
            if not was or not send_writes or again.waiting is waiting:
                again.refuse(waiting)
        else:
            _fill(again, waiting, before)


def _fill(again: Conversation, form: Form, before: list[Card]) -> None:
    names = {tool.name: tool for tool in again.tools}
    # What was filled in once may not fit any more: a form that comes back is left.
    tries = sum(isinstance(item, Form) for item in again.items[-4:])
    for card in before if tries == 1 else ():
        if tool := names.get(card.tool.name):
            again.fill(form, tool, card.arguments)
            return
    again.answer(form, form.text)
