"""Help: every page, to the letter. A page that is meant to change is written anew:

COLUMNS=80 ai-plugin check --help > tests/cli/pages/ai-plugin-check.txt
"""

from __future__ import annotations

import itertools
import shlex
from pathlib import Path

import pexpect
import pytest
from conftest import COMMAND
from in_process import call, command

from scaffold.cli.command import Group
from scaffold.template import questions

PAGES = Path(__file__).with_name("pages")


def lines() -> list[str]:
    """Every command that has a page."""
    group = command("ai-plugin")
    assert isinstance(group, Group)
    return ["create-ai-plugin", "ai-plugin", *(f"ai-plugin {name}" for name in group.commands)]


@pytest.mark.parametrize("line", lines())
def test_each_page_at_80_columns(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = call(f"{line} --help", monkeypatch, capsys)
    assert said == (0, (PAGES / f"{line.replace(' ', '-')}.txt").read_text(), "")
    assert call(f"{line} -h", monkeypatch, capsys) == said
    assert all(len(text) <= 80 for text in said.out.splitlines())
    assert "Examples:\n  " in said.out


def test_a_page_at_40_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = call("create-ai-plugin --help", monkeypatch, capsys)
    assert said.out == (PAGES / "create-ai-plugin-40.txt").read_text()
    wider = [text for text in said.out.splitlines() if len(text) > 40]
    # What is to be copied, and a word.
    assert wider == [
        "  create-ai-plugin my-plugin --yes --auth-type oauth",
        "        application/x-www-form-urlencoded",
    ]


def test_a_page_fits_the_terminal_behind_a_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    line = f"{shlex.quote(str(COMMAND))} --help | cat"
    terminal = pexpect.spawn("sh", ["-c", line], encoding="utf-8", dimensions=(30, 40))
    said = terminal.read().replace("\r\n", "\n")
    assert said == (PAGES / "create-ai-plugin-40.txt").read_text()


def test_without_a_command_the_page_is_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert call("ai-plugin", monkeypatch, capsys) == (2, "", (PAGES / "ai-plugin.txt").read_text())


def test_the_conditions_that_the_page_shows_are_those_of_the_questions() -> None:
    # What only an API's document answers has no option.
    known = {question.name: question for question in questions.load() if not question.imported}
    decided = {name: question for name, question in known.items() if question.conditions}
    for question in known.values():
        assert bool(question.conditions) == bool(question.when)
    for question in decided.values():
        names = list(question.conditions)
        for values in itertools.product(*(known[name].choices.values() for name in names)):
            answers: questions.Answers = dict(zip(names, values, strict=True))
            wanted = all(answers[name] in question.conditions[name] for name in names)
            assert question.applies(answers) == wanted
