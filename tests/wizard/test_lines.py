"""Prompts in plain lines: the same questions and rules, nothing redrawn."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import wizard
from scaffold.questions import Answers
from scaffold.wizard.lines import Lines
from scaffold.wizard.prompts import Text
from wizard.conftest import STARTED

Read = Callable[..., tuple[Answers, str]]


@pytest.fixture
def read(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Read:
    """The wizard, with these lines typed; the answers, and all that was to be read."""
    monkeypatch.setenv("ACCESSIBLE", "1")
    monkeypatch.setenv("COLUMNS", "80")

    def read(*lines: str, columns: int = 80) -> tuple[Answers, str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        typed = iter(lines)

        def answer(prompt: str) -> str:
            line = next(typed)
            print(prompt + line)
            return line

        monkeypatch.setattr(builtins, "input", answer)
        _, answers = wizard.ask(
            STARTED, folder / "my-plugin", lambda _: ["README.md", "tests/a.py"]
        )
        return answers, capsys.readouterr().out

    return read


def test_everything_can_be_read_from_top_to_bottom(read: Read) -> None:
    answers, said = read("", "a b", "cow", "", "", "5", "2", "", "")
    assert said.startswith("""\
Enter takes the answer in brackets; < goes back to the question before.

Name that people see in the plugin store (at most 20 characters)
[My plugin]:\x20

Name that the model calls it by (letters, digits, underscores) (at most 50
    characters)
[my_plugin]: a b
Not accepted: must be letters a-z, digits and underscores, starting with a
    letter
[my_plugin]: cow

""")
    assert (
        """
Who may call the plugin (ChatGPT: none or oauth only; other hosts: any)
 1. none: anyone
 2. service_http: only the host, with one API key (made for you)
 3. user_http: each user, with a key (you hand them out)
 4. oauth: each user who signs in (here, or at a provider of yours)
Number [1]: 5
Not accepted: must be a number from 1 to 4
Number [1]: 2

How the key is sent
"""
        in said
    )
    assert (
        """
 MP   My plugin
      Manage a to-do list: add, view and remove items.
      Who may call it: only the host, with one API key
      The model sees cow: Manage a to-do list: add, view and remove items.
      2 files: tests/ README.md
Create my-plugin, or change an answer?
 1. Yes, create it
 2. example                todo
 3. name_for_human         My plugin
"""
        in said
    )
    assert said.endswith("12. No, leave\nNumber [1]: \n")
    assert (answers["name_for_model"], answers["auth_type"]) == ("cow", "service_http")
    assert "\x1b" not in said


def test_back_and_change(read: Read) -> None:
    asked = ["Cows", "<", "Sheep", "", "", "", "none"]
    answers, _ = read(*asked, "3", "<", "8", "<", "9", "8080", "")
    assert answers["name_for_human"] == "Sheep"
    assert answers["name_for_model"] == "sheep"
    assert answers["port"] == 8080


def test_there_is_nothing_before_the_first_question(read: Read) -> None:
    assert read("<", "", "", "", "", "", "")[0]["name_for_human"] == "<"


def test_a_line_goes_on_after_a_backslash(read: Read) -> None:
    answers, said = read("", "", "", "One\\", "two\\", "", "", "", "")
    assert answers["description_for_model"] == "One\ntwo"
    assert "\nA line that ends in \\ goes on in the next one.\n" in said


def test_forty_columns_break_between_words(read: Read) -> None:
    _, said = read("", "", "", "", "", "", "", columns=40)
    # What the user has typed wraps as it likes.
    printed = [line for line in said.splitlines() if not line.startswith("[")]
    assert max(map(len, printed)) < 40


def test_bytes_that_are_no_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str | Exception] = [UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "fine"]

    def answer(_prompt: str) -> str:
        line = given.pop(0)
        if isinstance(line, Exception):
            raise line
        return line

    monkeypatch.setattr(builtins, "input", answer)
    assert Lines().ask(Text("Name", "x", lambda _: None), (), back=False) == "fine"


def test_the_review_can_be_left(read: Read) -> None:
    with pytest.raises(KeyboardInterrupt):
        read("", "", "", "", "", "11")
