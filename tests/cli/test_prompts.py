"""`create-ai-plugin` on real terminals, driven by keys; tests/wizard/ tries each prompt."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pexpect
import pytest
import yaml
from terminals import (
    CTRL_C,
    CTRL_D,
    CTRL_O,
    CTRL_U,
    DOWN,
    ENTER,
    RIGHT,
    SHIFT_TAB,
    TAB,
    UP,
    Start,
    Terminal,
    finish,
    plain,
)


def answers(project: Path) -> dict[str, object]:
    parsed: dict[str, object] = yaml.safe_load((project / ".copier-answers.yml").read_text())
    return parsed


QUESTIONS = [
    "What to start from",
    "Name that people see",
    "Name that the model calls",
    "What it does, in the one line",
    "What it does and when",
    "Who may call the plugin",
]
REVIEW = "or change an"
LAST = "Install and start it now"


def accept(terminal: Terminal, questions: list[str] = QUESTIONS, *, key: str = ENTER) -> None:
    for question in questions:
        terminal.expect(question)
        terminal.send(key)


def test_the_defaults_need_only_enter(start: Start, folder: Path) -> None:
    terminal = start("myplugin")
    accept(terminal, [*QUESTIONS, REVIEW])
    terminal.expect(LAST)
    output = plain(terminal.before)
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    # What was answered stays above what came of it.
    assert "✔ name_for_human  Myplugin" in output
    assert f"Created {folder}/myplugin: " in output
    assert answers(folder / "myplugin")["name_for_human"] == "Myplugin"


def test_a_default_is_grey_and_typed_over_or_taken_over(start: Start, folder: Path) -> None:
    terminal = start("x", "--example=facts")
    terminal.expect(QUESTIONS[1])
    terminal.expect_exact("\x1b[0;2mX")
    terminal.send("Cows" + ENTER)
    terminal.expect(QUESTIONS[2])
    terminal.send(TAB + "_2" + ENTER)
    terminal.expect(QUESTIONS[3])
    terminal.send(RIGHT + " Moo." + ENTER)
    accept(terminal, [*QUESTIONS[4:], REVIEW, LAST])
    assert finish(terminal)[0] == 0
    made = answers(folder / "x")
    assert (made["name_for_human"], made["name_for_model"]) == ("Cows", "cows_2")
    assert str(made["description_for_human"]).endswith(" the digits of pi. Moo.")


def test_back_and_change_on_a_terminal(start: Start, folder: Path) -> None:
    """The directory is asked too, and is an answer like the others."""
    terminal = start()
    accept(terminal, ["Directory to create", *QUESTIONS[:2]])
    terminal.expect(QUESTIONS[2])
    terminal.send(SHIFT_TAB)
    terminal.expect(QUESTIONS[1])
    terminal.send(CTRL_U + "Cows" + ENTER)
    accept(terminal, QUESTIONS[2:])
    terminal.expect(REVIEW)
    terminal.send(DOWN + ENTER)
    terminal.expect("Directory to create")
    terminal.send(CTRL_U + "elsewhere" + ENTER)
    accept(terminal, [REVIEW, LAST])
    assert finish(terminal)[0] == 0
    assert os.listdir(folder) == ["elsewhere"]
    assert answers(folder / "elsewhere")["name_for_model"] == "cows"


def test_what_is_given_is_not_asked(start: Start, folder: Path) -> None:
    terminal = start("x", "--name-for-human=Given", "--description-for-human=Does it.")
    accept(terminal, [QUESTIONS[0], QUESTIONS[2], *QUESTIONS[4:], REVIEW, LAST])
    assert finish(terminal)[0] == 0
    assert answers(folder / "x")["description_for_model"] == "Does it."


def test_an_auth_type_asks_what_it_needs(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept(terminal, QUESTIONS[:5])
    accept(terminal, ["oauth: each user", "basic: Authorization: Basic KEY"], key=DOWN + ENTER)
    accept(terminal, [REVIEW, LAST])
    code, output = finish(terminal)
    made = answers(folder / "x")
    assert (code, made["auth_type"], made["authorization_type"]) == (0, "service_http", "basic")
    key = (folder / "x/.env").read_text().rstrip("\n").rpartition("=")[2]
    assert key not in output


def test_an_editor_gets_the_terminal_and_gives_it_back(start: Start, folder: Path) -> None:
    editor = folder.parent / "editor"
    editor.write_text('#!/bin/sh\nstty -a | grep -q " icanon" && echo Edited. > "$1"\n')
    editor.chmod(0o755)
    terminal = start("x", EDITOR=str(editor), VISUAL="")
    accept(terminal, QUESTIONS[:4])
    terminal.expect(QUESTIONS[4])
    terminal.send(CTRL_O)
    terminal.expect("Edited")
    terminal.send(ENTER)
    accept(terminal, [*QUESTIONS[5:], REVIEW, LAST])
    assert finish(terminal)[0] == 0
    assert answers(folder / "x")["description_for_model"] == "Edited."


def test_json_asks_nothing_even_on_a_terminal(start: Start) -> None:
    code, output = finish(start("x", "--json"))
    assert code == 2
    assert "Missing: --example" in output


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_for_terminals_that_want_it(
    start: Start, env: dict[str, str], coloured: bool
) -> None:
    terminal = start("x", **env)
    accept(terminal, [question[:12] for question in QUESTIONS])
    terminal.expect(REVIEW)
    output = str(terminal.before)
    terminal.send(ENTER)
    terminal.expect(LAST)
    output += str(terminal.before)
    terminal.send(ENTER)
    terminal.expect(pexpect.EOF)
    output += str(terminal.before)
    # Bold and reversed are no colours.
    assert bool(re.search(r"\x1b\[[0-9;]*(3[0-7]|38|48)[;m]", output)) == coloured
    if env.get("TERM") == "dumb":
        assert "\x1b" not in output


@pytest.mark.parametrize("prompt", [0, 1, len(QUESTIONS)])
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_at_any_prompt_writes_nothing(
    start: Start, folder: Path, prompt: int, key: str
) -> None:
    terminal = start("x")
    *before, last = [*QUESTIONS, REVIEW][: prompt + 1]
    accept(terminal, before)
    terminal.expect(last)
    # At the end of the input only where the line is empty, as in a shell.
    terminal.send((CTRL_U if last in QUESTIONS else "") + key)
    code, output = finish(terminal)
    assert code == 130
    assert output.endswith("Interrupted: nothing was written.\r\n")
    assert os.listdir(folder) == []


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_plain_lines_are_for_who_wants_them(
    start: Start, folder: Path, env: dict[str, str]
) -> None:
    terminal = start("x", **env)
    terminal.expect_exact("Number [1]: ")
    terminal.send("\n")
    terminal.expect_exact("[X]: ")
    terminal.send("Cows\n")
    for _ in range(3):
        terminal.expect_exact("]: ")
        terminal.send("\n")
    terminal.expect_exact("Number [1]: ")
    terminal.send(CTRL_C if "ACCESSIBLE" in env else CTRL_D)
    code, output = finish(terminal)
    assert (code, os.listdir(folder)) == (130, [])
    assert output.splitlines()[-1] == "Interrupted: nothing was written."


def test_a_polite_kill_leaves_the_terminal_as_it_was(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept(terminal, [QUESTIONS[0], "facts"], key=DOWN)
    # Drawn again: the prompt waits for keys, and has not only just begun.
    terminal.expect("facts")
    terminal.kill(signal.SIGTERM)
    terminal.expect_exact("\x1b[?2004l")  # Pastes are marked no more.
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, os.listdir(folder)) == (143, [])


def test_the_review_can_be_left(start: Start, folder: Path) -> None:
    terminal = start("x")
    accept(terminal)
    terminal.expect(REVIEW)
    terminal.send(UP + ENTER)
    assert finish(terminal)[0] == 130
    assert os.listdir(folder) == []


def test_a_used_directory_is_refused_before_the_first_question(start: Start, folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x/notes").touch()
    code, output = finish(start("x"))
    assert code == 1
    assert output.splitlines()[0] == "Error: Directory `x` is not empty."


def test_yes_asks_nothing_on_a_terminal_either(start: Start) -> None:
    assert finish(start("x", "--yes"))[0] == 0


def test_small_and_growing_terminals_are_fine(start: Start, folder: Path) -> None:
    terminal = start("x", columns=40, rows=8, LC_ALL="C")
    accept(terminal, QUESTIONS[:3])
    terminal.setwinsize(24, 80)
    accept(terminal, QUESTIONS[3:5])
    terminal.setwinsize(6, 30)
    terminal.expect("Who may call")
    terminal.send(ENTER)
    accept(terminal, ["change", "start it"])
    code, output = finish(terminal)
    assert code == 0
    assert output.isascii()
    assert (folder / "x").is_dir()
