"""Which operations of an API are taken: a list to search, with a measure of what is ticked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffold.api import offer, source, texts
from scaffold.api.offer import Offer
from scaffold.api.texts import LongText
from scaffold.documents.problem import Pointer
from scaffold.wizard import importing
from wizard.conftest import ENTER, Hold, Until


def offers(count: int) -> list[Offer]:
    paths = {
        f"/{'pets' if number % 2 else 'shops'}/{number}": {
            "post" if number % 3 == 0 else "get": {
                "operationId": f"operation{number}",
                "summary": f"Number {number}",
                "responses": {},
            }
        }
        for number in range(1, count + 1)
    }
    document = {"openapi": "3.0.3", "info": {}, "paths": paths}
    return offer.offers(source.parse(json.dumps(document).encode(), "api.json"))


Ask = Callable[[Callable[[], Any], list[str]], tuple[list[str], Any]]


@pytest.fixture
def ask(hold: Hold) -> Ask:
    """Asks one thing on the wizard's terminal: what was shown, and the answer."""

    def ask(asked: Callable[[], Any], keys: list[str]) -> tuple[list[str], Any]:
        answers: list[Any] = []

        def talk(*_: object) -> tuple[Path, dict[str, Any]]:
            answers.append(asked())
            return Path(), {}

        return hold(*keys, ask=talk).shown, (answers or [None])[0]

    return ask


def names(chosen: list[Offer]) -> list[str]:
    return [one.name for one in chosen]


def test_few_are_ticked_and_reading_ones_stand_first(ask: Ask) -> None:
    shown, chosen = ask(lambda: importing.ask_operations(offers(3)), [" ", ENTER])
    assert "● GET    operation1 (/pets/1)  Number 1" in shown[0]
    assert shown[0].index("operation2") < shown[0].index("operation3")
    assert "Ticked: 3 operations, 147 characters, about 36 tokens" in shown[0]
    assert names(chosen) == ["operation2", "operation3"]


def test_many_are_looked_for_and_none_is_ticked(ask: Ask) -> None:
    keys = [ENTER, *"shops/2", " ", Until("Ticked: 1 operation"), "x", "\x7f", "0", " ", ENTER]
    shown, chosen = ask(lambda: importing.ask_operations(offers(40)), keys)
    assert "Ticked: 0 operations, 0 characters, about 0 tokens" in shown[0]
    assert "tick at least one" in shown[1]
    assert "/shops/2" in shown[8]
    assert "operation3 " not in shown[8]
    assert names(chosen) == ["operation2", "operation20"]


def test_a_text_that_is_too_long_is_put_to_its_reader(ask: Ask) -> None:
    path: Pointer = ("paths", "/a", "get", "description")
    long = [LongText(path, "description of a", "One. " * 60, texts.shorter("One. " * 60))]
    _, taken = ask(lambda: importing.ask_texts(long), [ENTER])
    assert taken == {path: "One. " * 39 + "One."}
    shown, written = ask(lambda: importing.ask_texts(long), ["2", ENTER, "\x15", "Mine.", ENTER])
    assert "description of a (300 characters: One. One." in shown[2]
    assert written == {path: "Mine."}
