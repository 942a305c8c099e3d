"""Prompts in plain lines: the same questions and rules, nothing redrawn."""

from __future__ import annotations

import builtins
import getpass
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import wizard
from scaffold.template.questions import Answers
from scaffold.wizard.lines import Lines
from scaffold.wizard.prompts import Back, Checklist, Choice, Prompt, T, Text, confirm
from wizard.conftest import STARTED

Read = Callable[..., tuple[Answers, str]]
Ask = Callable[..., object]


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
    answers, printed = read("", "a b", "cow", "", "", "5", "2", "", "")
    assert printed.startswith("""\
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
 2. service_http: whoever has its one API key (made for you)
 3. user_http: each user, with a key (you hand them out)
 4. oauth: each user who signs in (here, or at a provider of yours)
Number [1]: 5
Not accepted: must be a number from 1 to 4
Number [1]: 2

How the key is sent
"""
        in printed
    )
    assert (
        """
 MP   My plugin
      Manage a to-do list: add, view and remove items.
      Who may call it: whoever has its one API key
      The model sees cow: Manage a to-do list: add, view and remove items.
      2 files: tests/ README.md
Create my-plugin, or change an answer?
 1. Yes, create it
 2. example                todo
 3. name_for_human         My plugin
"""
        in printed
    )
    assert printed.endswith("13. No, leave\nNumber [1]: \n")
    assert (answers["name_for_model"], answers["auth_type"]) == ("cow", "service_http")
    assert "\x1b" not in printed


def test_back_and_change(read: Read) -> None:
    asked = ["Cows", "<", "Sheep", "", "", "", "none"]
    answers, _ = read(*asked, "3", "<", "8", "<", "9", "8080", "")
    assert answers["name_for_human"] == "Sheep"
    assert answers["name_for_model"] == "sheep"
    assert answers["port"] == 8080


def test_there_is_nothing_before_the_first_question(read: Read) -> None:
    assert read("<", "", "", "", "", "", "")[0]["name_for_human"] == "<"


def test_a_line_goes_on_after_a_backslash(read: Read) -> None:
    answers, printed = read("", "", "", "One\\", "two\\", "", "", "", "")
    assert answers["description_for_model"] == "One\ntwo"
    assert "\nA line that ends in \\ goes on in the next one.\n" in printed


def test_forty_columns_break_between_words(read: Read) -> None:
    _, printed = read("", "", "", "", "", "", "", columns=40)
    # What the user has typed wraps as it likes.
    lines = [line for line in printed.splitlines() if not line.startswith("[")]
    assert max(map(len, lines)) < 40


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


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """One prompt, with these lines typed."""

    def ask(prompt: Prompt[T], *lines: str) -> T | Back:
        typed = iter(lines)

        def answer(label: str) -> str:
            print(label)
            return next(typed)

        hides = isinstance(prompt, Text) and prompt.secret
        monkeypatch.setattr(*((getpass, "getpass") if hides else (builtins, "input")), answer)
        return Lines().ask(prompt, (), back=True)

    return ask


def test_what_was_written_is_in_the_brackets(read: Read) -> None:
    answers, printed = read("Cows", "<", "", "", "", "", "none", "")
    assert "\n[My plugin]: Cows\n" in printed
    assert "\n[Cows]: \n" in printed
    assert answers["name_for_human"] == "Cows"


def test_yes_or_no(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(confirm("Really?", default=True), "") is True
    assert "\nReally?\n 1. Yes\n 2. No\nNumber [1]: \n" in capsys.readouterr().out
    assert ask(confirm("Really?", default=True), "x", "n") is False
    assert "Not accepted: must be a number from 1 to 2\n" in capsys.readouterr().out
    assert ask(confirm("Really?", default=False), "Yes") is True
    assert ask(confirm("Really?", default=False), "<") == Back(False)


def test_any_of_several(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    choices: list[Choice[str | None]] = [
        Choice("Python", "py"),
        Choice("Go", None),
        Choice("Rust", "rs"),
    ]
    refusal = "takes two at most"
    prompt = Checklist(
        "Languages", ["py", None], choices, lambda ticked: refusal * (len(ticked) > 2)
    )
    assert ask(prompt, "") == ["py", None]
    assert " 3. Rust\nNumbers, 0 for none [1 2]: \n" in capsys.readouterr().out
    assert ask(prompt, "1 2 3", "4", "3, 1") == ["py", "rs"]
    printed = capsys.readouterr().out
    assert "Not accepted: takes two at most\n" in printed
    assert "Not accepted: must be a number from 1 to 3\n" in printed
    assert ask(prompt, "0") == []
    assert ask(prompt, "<") == Back(["py", None])


def test_a_secret_is_not_shown(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    prompt = Text("Key", "hunter2", lambda _: None, secret=True)
    assert ask(prompt, "") == "hunter2"
    assert ask(prompt, "other") == "other"
    printed = capsys.readouterr().out
    assert "[hidden]: " in printed
    assert "hunter2" not in printed


def test_an_example_is_told(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(Text("Licence", "", lambda _: None, placeholder="MIT"), "") == ""
    assert "\nLicence\nFor example: MIT\n[]: \n" in capsys.readouterr().out


def test_questions_of_strangers_cannot_move_the_cursor(
    ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "a\x1b[2Ab\x9b2Ac"
    ask(Text(evil, evil, lambda _: None, placeholder=evil), "")
    ask(Text(evil, "", lambda text: None if text else evil, placeholder=evil), "", "x")
    ask(Checklist(evil, [], [Choice(evil, evil)]), "1")
    assert not set(capsys.readouterr().out) & {"\x1b", "\x9b"}
