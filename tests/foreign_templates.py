"""Templates of other people: made in a moment, with releases of their own."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scaffold import git

ANSWERS = "{{ _copier_conf.answers_file }}.jinja"
KEEPS_ANSWERS = {ANSWERS: "{{ _copier_answers | to_nice_yaml -}}"}

Write = Callable[..., Path]


@pytest.fixture
def template(tmp_path: Path) -> Write:
    """Writes a release of a template; a file that is None is taken out."""

    def write(release: str | None = "1.0.0", **files: str | None) -> Path:
        return publish(tmp_path / "template", release, files)

    return write


def publish(directory: Path, release: str | None, files: Mapping[str, str | None]) -> Path:
    """Files of a template by their names, a double underscore for a dot; no release, no git."""
    directory.mkdir(exist_ok=True)
    for name, content in {**KEEPS_ANSWERS, **files}.items():
        path = directory / name.replace("__", ".")
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    if release:
        git.run("init", "--quiet", cwd=directory)
        git.run("add", "--all", cwd=directory)
        git.run("commit", "--quiet", "--message", release, cwd=directory)
        git.run("tag", release, cwd=directory)
    return directory


def copier(*arguments: str | Path, cwd: Path) -> None:
    """Plain Copier, as whoever has no other tool runs it; here without a process of its own."""
    from copier._cli import CopierApp

    words = ["copier", arguments[0], "--quiet", "--defaults", *arguments[1:]]
    with contextlib.chdir(cwd), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, code = CopierApp.run([str(word) for word in words], exit=False)
    assert code == 0


def files_of(directory: Path) -> dict[str, bytes | str]:
    """What lies in a directory, beside git's own: a file's bytes, or where a link leads."""
    return {
        path.relative_to(directory).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in directory.rglob("*")
        if ".git" not in path.relative_to(directory).parts and (path.is_symlink() or path.is_file())
    }
