"""Commands that are printed work as they are."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugin import typed

PROJECT = Path(__file__).parent.parent


def test_a_command_runs_as_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    done = subprocess.run(typed.command("--help"), shell=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("executable", "expected"),
    [
        (".venv/bin/python", ".venv/bin/python -m plugin openapi"),
        ("a b/bin/python", '"a b/bin/python" -m plugin openapi'),
        (".venv/Scripts/python.exe", ".venv/Scripts/python -m plugin openapi"),
    ],
)
def test_it_is_short_in_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, executable: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(Path.cwd() / executable))
    assert typed.command("openapi") == expected


@pytest.mark.parametrize(
    ("has_pip", "expected"),
    [(True, 'python -m pip install -c constraints.txt -e ".[x]"'), (False, "uv sync --extra x")],
)
def test_an_extra_is_installed_by_what_there_is(
    monkeypatch: pytest.MonkeyPatch, has_pip: bool, expected: str
) -> None:
    monkeypatch.setattr(sys, "executable", "python")
    monkeypatch.setattr(typed, "find_spec", lambda _: has_pip or None)
    assert typed.install("x") == expected
