"""A real terminal, driven by keys, with `create-ai-plugin` in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from conftest import COMMAND

# A terminal would be asked where its cursor is, and nobody here would answer.
NO_QUESTIONS = {"PROMPT_TOOLKIT_NO_CPR": "1"}

ENTER, DOWN, UP, RIGHT, TAB, SHIFT_TAB, CTRL_C, CTRL_D, CTRL_U, CTRL_O = (
    "\r", "\x1b[B", "\x1b[A", "\x1b[C", "\t", "\x1b[Z", "\x03", "\x04", "\x15", "\x0f",
)  # fmt: skip

Terminal = Any
Start = Callable[..., Terminal]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    running: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, rows: int = 24, **env: str) -> Terminal:
        plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        terminal = pexpect.spawn(
            str(COMMAND), list(arguments), cwd=str(folder), encoding="utf-8", timeout=30,
            dimensions=(rows, columns),
            env={**plain, "TERM": "xterm", "LC_ALL": "C.UTF-8", **NO_QUESTIONS, **env},
        )  # fmt: skip
        running.append(terminal)
        return terminal

    yield start
    for terminal in running:
        terminal.close(force=True)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def finish(terminal: Terminal) -> tuple[int, str]:
    """The exit code, and what was written since the last expectation, without escapes."""
    terminal.expect(pexpect.EOF)
    output = plain(terminal.before)
    terminal.close()
    return terminal.exitstatus, output
