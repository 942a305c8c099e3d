"""`create-ai-plugin` on a terminal, driven by keys."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
import yaml
from conftest import COMMAND

from scaffold import questions

# A terminal would be asked where its cursor is, and nobody here would answer.
NO_QUESTIONS = {"PROMPT_TOOLKIT_NO_CPR": "1"}

ENTER, DOWN, CTRL_C, CTRL_D, CTRL_U = "\r", "\x1b[B", "\x03", "\x04", "\x15"

Terminal = Any
Start = Callable[..., Terminal]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    running: list[Terminal] = []

    def start(*arguments: str, columns: int = 80) -> Terminal:
        terminal = pexpect.spawn(
            str(COMMAND), list(arguments), cwd=str(folder), encoding="utf-8", timeout=30,
            dimensions=(24, columns), env={**os.environ, "TERM": "xterm", **NO_QUESTIONS},
        )  # fmt: skip
        running.append(terminal)
        return terminal

    yield start
    for terminal in running:
        terminal.close(force=True)


def finish(terminal: Terminal) -> tuple[int, str]:
    """The exit code, and what was said since the last expectation, without escapes."""
    terminal.expect(pexpect.EOF)
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.before)
    terminal.close()
    return terminal.exitstatus, said


def answers(project: Path) -> dict[str, object]:
    parsed: dict[str, object] = yaml.safe_load((project / ".copier-answers.yml").read_text())
    return parsed


QUESTIONS = [
    "What to start from",
    "Name that people see",
    "Name that the model calls",
    "What it does, for people",
    "What it does and when",
    "Who may call the plugin",
]
CHOICES = [QUESTIONS[0], QUESTIONS[5]]


def accept_all(terminal: Terminal) -> None:
    for question in QUESTIONS:
        terminal.expect(question)
        terminal.send(ENTER)
    terminal.expect(r"Create .*\?")


def test_the_defaults_need_only_enter(start: Start, folder: Path) -> None:
    terminal = start("myplugin")
    accept_all(terminal)
    terminal.send(ENTER)
    code, said = finish(terminal)
    assert code == 0
    assert f"Created {folder}/myplugin: " in said
    assert answers(folder / "myplugin")["name_for_human"] == "Myplugin"


def test_the_directory_is_asked_for_when_it_is_not_named(start: Start, folder: Path) -> None:
    (folder / "used").mkdir()
    (folder / "used/notes").touch()
    terminal = start()
    terminal.expect("Directory to create")
    terminal.send(CTRL_U + "used" + ENTER)
    terminal.expect("Directory `used` is not empty")
    terminal.send(CTRL_U + "other" + ENTER)
    accept_all(terminal)
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    assert answers(folder / "other")["name_for_human"] == "Other"


def test_what_is_given_is_not_asked(start: Start, folder: Path) -> None:
    terminal = start("x", "--name-for-human=Given", "--description-for-human=Does it.")
    for question in (QUESTIONS[0], QUESTIONS[2], *QUESTIONS[4:]):
        terminal.expect(question)
        terminal.send(ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(ENTER)
    code, _ = finish(terminal)
    assert code == 0
    assert answers(folder / "x")["description_for_model"] == "Does it."


def test_a_refused_answer_is_explained_and_can_be_mended(start: Start, folder: Path) -> None:
    terminal = start("x")
    terminal.expect(QUESTIONS[0])
    terminal.send(ENTER)
    terminal.expect(QUESTIONS[1])
    terminal.send(CTRL_U + "a" * 27 + ENTER)
    terminal.expect("27 characters, at most 20")
    terminal.send(CTRL_U + "Short" + ENTER)
    for question in QUESTIONS[2:]:
        terminal.expect(question)
        terminal.send(ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    assert answers(folder / "x")["name_for_human"] == "Short"


def test_the_review_changes_an_answer_nobody_was_asked(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept_all(terminal)
    terminal.send(DOWN * 8 + ENTER)
    terminal.expect("Port that the server listens on")
    terminal.send(CTRL_U + "8080" + ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    assert answers(folder / "x")["port"] == 8080


def test_what_follows_from_a_changed_answer_follows(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept_all(terminal)
    terminal.send(DOWN * 8 + ENTER)
    terminal.expect("Port that the server listens on")
    terminal.send(CTRL_U + "8080" + ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(DOWN * 4 + ENTER)
    terminal.expect("What it does, for people")
    terminal.send(CTRL_U + "Counts sheep." + ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    made = answers(folder / "x")
    assert made["legal_info_url"] == "http://localhost:8080/legal"
    assert made["description_for_model"] == "Counts sheep."


def test_json_asks_nothing_even_on_a_terminal(start: Start) -> None:
    code, said = finish(start("x", "--json"))
    assert code == 2
    assert "Missing: --example" in said


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_for_terminals_that_want_it(
    folder: Path, env: dict[str, str], coloured: bool
) -> None:
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    terminal = pexpect.spawn(
        str(COMMAND), ["x", "--yes"], cwd=str(folder), encoding="utf-8", timeout=30,
        env={**plain, "TERM": "xterm", **env},
    )  # fmt: skip
    terminal.expect(pexpect.EOF)
    assert ("\x1b[" in str(terminal.before)) == coloured


def test_an_auth_type_asks_what_it_needs(start: Start, folder: Path) -> None:
    terminal = start("x")
    for question in QUESTIONS[:5]:
        terminal.expect(question)
        terminal.send(ENTER)
    terminal.expect("oauth: each user, who signs in")
    terminal.send(DOWN + ENTER)
    terminal.expect("basic: Authorization: Basic KEY")
    terminal.send(DOWN + ENTER)
    terminal.expect(r"Create x\?")
    terminal.send(ENTER)
    code, said = finish(terminal)
    made = answers(folder / "x")
    assert (code, made["auth_type"], made["authorization_type"]) == (0, "service_http", "basic")
    key = (folder / "x/.env").read_text().rstrip("\n").rpartition("=")[2]
    assert key not in said


@pytest.mark.parametrize("prompt", range(len(QUESTIONS) + 1))
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_at_any_prompt_writes_nothing(
    start: Start, folder: Path, prompt: int, key: str
) -> None:
    terminal = start("x")
    for question in QUESTIONS[:prompt]:
        terminal.expect(question)
        terminal.send(ENTER)
    if prompt == len(QUESTIONS):
        terminal.expect(r"Create x\?")
        terminal.send(CTRL_C)
    else:
        terminal.expect(QUESTIONS[prompt])
        # At the end of the input only where there is a line, and it is empty, as in a shell.
        ends = key == CTRL_D and QUESTIONS[prompt] not in CHOICES
        terminal.send(CTRL_U + CTRL_D if ends else CTRL_C)
    code, said = finish(terminal)
    assert code == 130
    assert "Interrupted: nothing was written." in said
    assert "Traceback" not in said
    assert os.listdir(folder) == []


def test_the_review_can_be_left(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept_all(terminal)
    terminal.send("\x1b[A" + ENTER)
    code, _ = finish(terminal)
    assert code == 130
    assert os.listdir(folder) == []


def test_a_used_directory_is_refused_before_the_first_question(start: Start, folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x/notes").touch()
    code, said = finish(start("x"))
    assert code == 1
    assert said.splitlines()[0] == "Error: Directory `x` is not empty."


def test_yes_asks_nothing_on_a_terminal_either(start: Start) -> None:
    assert finish(start("x", "--yes"))[0] == 0


def test_forty_columns_show_every_question_whole(start: Start, folder: Path) -> None:
    terminal = start("x", columns=40)
    for question in questions.open_questions({}):
        for word in question.hint.split():
            terminal.expect_exact(word)
        terminal.send(ENTER)
    terminal.expect("Create x")
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    assert (folder / "x").is_dir()
