"""What every test stands on: a home of its own, and the commands as a user has them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from scaffold.template import render

pytest_plugins = ["projects", "old_projects", "databases", "foreign_templates", "terminals"]

REPOSITORY = Path(__file__).parent.parent
COMMAND = Path(sys.executable).with_name("create-ai-plugin")

# How many examples a property is tried on; more in a long run.
EXAMPLES = int(os.environ.get("EXAMPLES", "50"))

# Time limits would make examples fail on a busy machine.
settings.register_profile("ours", deadline=None, max_examples=EXAMPLES)
settings.load_profile("ours")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory with nothing but git's knowledge of its user."""
    folder = tmp_path_factory.mktemp("home")
    (folder / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
    for name in [name for name in os.environ if name.startswith(("GIT_", "COPIER_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, and the test in it."""
    empty = tmp_path / "here"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return empty


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def create(folder: Path) -> Run:
    """Runs `create-ai-plugin` without a terminal."""

    def run(*arguments: str, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            env={**os.environ, **env},
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def fresh_caches() -> Iterator[None]:
    """For tests that change the template's files under way."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from scaffold import resources
    from scaffold.template import questions

    resources.config.cache_clear()
    resources.schema.cache_clear()
    render.environment.cache_clear()
    questions.load.cache_clear()
