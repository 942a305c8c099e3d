"""A conversation turn by turn, and two of them side by side: what differs, in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from scaffold.host.items import SENT, Answer, Card, Form, Item, Question, Trouble


class Turn(NamedTuple):
    """A question, the calls that it led to, and the answer; `was_asked` for what it did not say."""

    question: Question
    cards: list[Card]
    answer: str = ""
    was_asked: bool = False


class Pair(NamedTuple):
    """The same question in two conversations; a side is None where it was not asked there."""

    left: Turn | None
    right: Turn | None
    differences: list[str]


def turns(items: Sequence[Item]) -> list[Turn]:
    """Every question with what followed it; a call that is sent again belongs to its turn."""
    listed: list[Turn] = []
    for item in items:
        if isinstance(item, Question):
            listed.append(Turn(item, []))
        elif listed and isinstance(item, Card):
            listed[-1].cards.append(item)
        elif listed and isinstance(item, Answer | Trouble):
            listed[-1] = listed[-1]._replace(answer=item.text)
        elif listed and isinstance(item, Form):
            listed[-1] = listed[-1]._replace(was_asked=True)
    return listed


def beside(left: Sequence[Item], right: Sequence[Item]) -> list[Pair]:
    """Both, question by question."""
    pairs = zip_longest(turns(left), turns(right))
    return [Pair(one, other, list(_differences(one, other))) for one, other in pairs]


def _differences(left: Turn | None, right: Turn | None) -> Iterator[str]:
    if left is None or right is None:
        yield "asked on one side only"
        return
    names = [", ".join(card.tool.id for card in turn.cards) or "nothing" for turn in (left, right)]
    if names[0] != names[1]:
        yield f"called {names[0]}, then {names[1]}"
        return
    for one, other in zip(left.cards, right.cards, strict=True):
        yield from _of_cards(one, other)
    if left.answer != right.answer:
        yield "the answer is another"


def _of_cards(left: Card, right: Card) -> Iterator[str]:
    name = left.tool.id
    if left.arguments != right.arguments:
        yield f"{name}: arguments {_flat(left)}, then {_flat(right)}"
    if (states := (_state(left), _state(right)))[0] != states[1]:
        yield f"{name}: {states[0]}, then {states[1]}"
    elif left.text != right.text:
        yield f"{name}: the result is another"


def _flat(card: Card) -> str:
    return json.dumps(card.arguments, ensure_ascii=False)[:200]


def _state(card: Card) -> str:
    if card.state == SENT and card.called:
        return str(card.called.response.status or "no answer")
    return {"refused": "not sent", "invalid": "not fit to be sent"}.get(card.state, card.state)
