"""Whether what happened in a turn is what was expected, in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scaffold.host.items import INVALID, SENT, Card

_MAX_CHARACTERS = 200


def problems(expected: Mapping[str, Any], cards: Sequence[Card], answer: str) -> Iterator[str]:
    """What is not as expected; `answer` is what the model said or asked at the end of the turn."""
    called = [card.tool.id for card in cards if card.state == SENT]
    for name in expected.get("never", ()):
        if any(card.tool.id == name for card in cards):
            yield f"{name} was called, never expected"
    for card in cards:
        if card.state != SENT:
            yield f"{card.tool.id} was not sent: {'; '.join(card.problems)}"
    if "operation" in expected and expected["operation"] not in called:
        instead = ", ".join(called) or f"nothing; the model said: {_short(answer)}"
        yield f"expected operation {expected['operation']}, called {instead}"
    of_a_call = [name for name in expected if name not in ("operation", "never")]
    if of_a_call and not called and "operation" not in expected:
        yield f"nothing was called; the model said: {_short(answer)}"
    if of_a_call and called:
        yield from _of_call(expected, next(card for card in reversed(cards) if card.called))


def is_decided(expected: Mapping[str, Any], cards: Sequence[Card]) -> bool:
    """Whether the calls that a model decided on are the expected ones, be they sent or not."""
    fit = [card for card in cards if card.state != INVALID]
    names = {card.tool.id for card in fit}
    if names & set(expected.get("never", ())):
        return False
    if "operation" not in expected:
        return True
    return any(
        card.tool.id == expected["operation"]
        and not list(_missing(expected.get("arguments", {}), dict(card.arguments), ""))
        for card in fit
    )


def _of_call(expected: Mapping[str, Any], card: Card) -> Iterator[str]:
    assert card.called  # noqa: S101
    status = card.called.response.status
    if "status" in expected and status != expected["status"]:
        why = card.called.response.problem or _short(card.text)
        yield f"expected status {expected['status']}, got {status or 'none'}: {why}"
    if "confirmed" in expected and card.was_asked != expected["confirmed"]:
        asked = "the host asked first" if card.was_asked else "the host did not ask"
        yield f"expected confirmed: {str(expected['confirmed']).lower()}, but {asked}"
    if "arguments" in expected:
        yield from _missing(expected["arguments"], dict(card.arguments), "arguments")
    if "body" in expected:
        try:
            body = json.loads(card.called.response.body)
        except (ValueError, RecursionError):
            body = card.text
        yield from _missing(expected["body"], body, "body")


def _missing(expected: Any, actual: Any, where: str) -> Iterator[str]:
    """What of the expected value is not in the actual one, which may have more."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, part in expected.items():
            if name in actual:
                yield from _missing(part, actual[name], f"{where}.{name}")
            else:
                yield f"{where}.{name} is missing"
    elif isinstance(expected, list) and isinstance(actual, list):
        # In this order, with others between them.
        rest = iter(actual)
        for part in expected:
            if not any(not list(_missing(part, one, "")) for one in rest):
                yield f"{where} has no {_short(part)}"
    elif expected != actual or isinstance(expected, bool) != isinstance(actual, bool):
        yield f"expected {where} {_short(expected)}, got {_short(actual)}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}…"
