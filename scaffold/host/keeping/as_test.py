"""A conversation as a file that `--test` plays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.conversation_file import FOLDER
from scaffold.host.items import SENT, Card
from scaffold.host.keeping.record import hidden
from scaffold.host.keeping.turns import Turn, turns

_LONGEST_NAME = 40
# What these called is for them to find again; what others called is called by a script.
_DECIDING = ("matcher", "endpoint")


def file_text(conversation: Conversation, hide: Callable[[str], str], *, plugin: str = ".") -> str:
    """The YAML; Failure where the conversation is none that a test can be of.

    Turns in which nothing was sent expect nothing: what is there to be held to is not known.
    """
    import yaml

    listed = [turn for each in turns(conversation.items) for turn in _turns(each)]
    called = {card.tool.plugin_name for card in _sent(conversation)}
    if len(called) > 1:
        raise Failure("A test has one plugin, and this conversation called several.")
    if not called:
        raise Failure("Nothing was sent in it: there is nothing to expect of a test.")
    where = {"region": conversation.region} if conversation.region else {}
    whole = {"plugin": plugin, "user": conversation.user, **where, "turns": listed}
    # Before they are written: in lines of YAML, a secret may be broken.
    kept = hidden(whole, hide)
    text: str = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)
    return text


def write(conversation: Conversation, hide: Callable[[str], str]) -> Path:
    """Write it to the project that was talked with; never over another file.

    Raises Failure where the plugin is no project that the host serves.
    """
    text = file_text(conversation, hide)
    called = {card.tool.plugin_name for card in _sent(conversation)}
    served = [
        each.served.directory
        for each in conversation.registrations
        if each.served and each.name in called
    ]
    if not served:
        raise Failure("Only a project that the host serves has a place for tests.", "Download it.")
    folder = served[0] / FOLDER
    base = re.sub(r"[^a-z0-9]+", "-", conversation.title.lower())[:_LONGEST_NAME].strip("-")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / f"{base or 'conversation'}{f'-{number}' if number > 1 else ''}.yaml"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise Failure(f"{folder}: cannot be written: {error.strerror}.") from error
    raise Failure(f"{folder}: holds a thousand files of this name.")


def _sent(conversation: Conversation) -> Iterator[Card]:
    for item in conversation.items:
        if isinstance(item, Card) and item.state == SENT:
            yield item


def _turns(turn: Turn) -> Iterator[dict[str, Any]]:
    """One turn, or one for each call where the user, who will not be there, had a part in it."""
    say = turn.question.text
    sent = [card for card in turn.cards if card.state == SENT and card.called]
    model = turn.question.model
    if model not in _DECIDING or (sent and turn.was_asked):
        for card in sent:
            call = {"operation": card.tool.id, "arguments": dict(card.arguments)}
            yield {"say": say, "model": "script", "call": call, "expect": _expected(card)}
        return
    named = {"model": model} if model != "matcher" else {}
    if not sent:
        yield {"say": say, **named}
        return
    last = sent[-1]
    given = {} if last.was_edited or not last.arguments else {"arguments": dict(last.arguments)}
    expected = {"operation": last.tool.id, **given, **_expected(last)}
    yield {"say": say, **named, "expect": expected}


def _expected(card: Card) -> dict[str, Any]:
    status = card.called.response.status if card.called else 0
    expected: dict[str, Any] = {"status": status} if status else {}
    return {**expected, "confirmed": True} if card.was_asked else expected
