"""Committed projects of earlier releases, and what becomes of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from answers import DEFAULTS

from scaffold import git, resources
from scaffold.project import contents, notes, place, update
from scaffold.template import questions, releases
from scaffold.template.questions import Answers

EARLIER = list(releases.commits())[:-1]

Old = Callable[..., Path]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every release, unpacked."""
    folders = {}
    for release in releases.commits():
        folders[release] = tmp_path_factory.mktemp("template")
        releases.unpack(release, folders[release])
    return folders


@pytest.fixture
def old(tmp_path: Path, templates: dict[str, Path]) -> Old:
    """Makes a committed project of a release."""

    def make(release: str = EARLIER[0], answers: Answers = DEFAULTS, at: str = "project") -> Path:
        directory = tmp_path / at
        asked = resources.config(templates[release])
        noted = {name: answer for name, answer in answers.items() if name in asked}
        files = contents.draw(noted, release, templates[release])
        for path, file in files.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(file.content)
        commit(directory)
        return directory

    return make


def append(directory: Path, edits: Mapping[str, str]) -> None:
    """Add a text at the end of each file, as a user does."""
    for path, text in edits.items():
        with (directory / path).open("a") as file:
            file.write(text)


def undo(directory: Path) -> None:
    """What the user is told to type."""
    subprocess.run(place.undo_command(directory), shell=True, check=True)


def commit(directory: Path) -> None:
    if not (directory / ".git").exists():
        git.run("init", "--quiet", cwd=directory)
    git.run("add", "--all", cwd=directory)
    git.run("commit", "--quiet", "--message", "Mine", cwd=directory)


def run(directory: Path, **changes: str | int) -> update.Update:
    """Update without a question."""
    current = update.read(notes.read(directory))
    notes.require_clean(directory)
    with update.workshop(current) as work:
        carried = update.carry_over(current, changes, work)
        planned = update.plan(current, questions.accept(carried.answers), work)
        update.apply(planned)
    return planned


def files_of(directory: Path) -> dict[str, bytes]:
    listed = git.run("ls-files", "--cached", "--others", "-z", cwd=directory).split("\0")
    paths = {path for path in listed if path and (directory / path).exists()}
    return {path: (directory / path).read_bytes() for path in paths}
