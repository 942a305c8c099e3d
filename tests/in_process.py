"""A command called without a process of its own: as fast as a function."""

from __future__ import annotations

import shlex
from typing import NamedTuple

import click
import pytest

from scaffold.cli import create, run, toolbox

COMMANDS = {"create-ai-plugin": create.command, "ai-plugin": toolbox.command}


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def command(name: str) -> click.Command:
    """`create-ai-plugin` or `ai-plugin`."""
    return COMMANDS[name]()


def call(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a line such as `ai-plugin check --strict`."""
    words = shlex.split(line)
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        run.run(command(words[0]))
    return Said(int(ended.value.code or 0), *capsys.readouterr())
