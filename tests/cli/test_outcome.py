"""What to type next: right for every shell and directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold.cli import outcome

NAMES = [
    "with spaces", "münchen 🎉", "it's", "'q'", '"q"', "$HOME", "`id`", "x\\y", "x\\", "a!b", "!!",
    "-x", "-", "+1", "=ls", "~", "#c", "a;b", "a&&b", "*", "?", "(x)", "{a,b}", "[a]", "%1", "^x",
    "a>b", "@x", "a'b\"c!d\\e f`g$h",
]  # fmt: skip


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish", "tcsh"])
def test_the_first_command_enters_the_directory(folder: Path, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    lines = []
    for name in NAMES:
        (folder / name).mkdir()
        lines += [outcome.next_commands(folder / name)[0], "/bin/pwd -P", f"cd {folder}"]
    done = subprocess.run(
        [shell], input="\n".join(lines), capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stdout.splitlines() == [str(folder / name) for name in NAMES], done.stderr


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("plugin", "cd plugin"),
        (r"C:\plugins\x_1", r"cd C:\plugins\x_1"),
        (r"C:\Users\Ada L\x", r'cd "C:\Users\Ada L\x"'),
        ("it's", 'cd "it\'s"'),
        ("$x's", "cd '$x''s'"),
    ],
)
def test_windows_has_other_quotes_and_a_line_for_each_command(
    monkeypatch: pytest.MonkeyPatch, path: str, command: str
) -> None:
    monkeypatch.setattr(outcome, "_as_typed", lambda *_: path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert outcome.next_commands(Path("x"), windows=True) == [
        command,
        "py -m venv .venv",
        r'.venv\Scripts\pip install -c constraints.txt -e ".[dev]"',
        r".venv\Scripts\python -m plugin",
    ]
