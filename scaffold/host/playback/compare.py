"""The same conversations with another state of the plugin: where its texts do better, or worse."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from scaffold import git
from scaffold.errors import Misuse
from scaffold.host.conversation_file import Play
from scaffold.host.playback.play import Played, Result
from scaffold.host.served import is_project


class Compared(NamedTuple):
    """A turn here and with the other: how often its decision was the expected one."""

    path: str
    say: str
    here: Played
    there: Played | None

    @property
    def outcome(self) -> str:
        """`better` or `worse` here than there, or `same`."""
        here, there = _score(self.here), _score(self.there)
        return "same" if here == there else "better" if here > there else "worse"


def _score(turn: Played | None) -> tuple[int, bool]:
    return (turn.came, not turn.problems) if turn else (-1, False)


def compared(here: Sequence[Result], there: Sequence[Result]) -> list[Compared]:
    """Turn by turn; a turn that was not played there has no other side."""
    return [
        Compared(one.path, turn.say, turn, other.turns[at] if at < len(other.turns) else None)
        for one, other in zip(here, there, strict=True)
        for at, turn in enumerate(one.turns)
    ]


@contextmanager
def other(script: Play, named: str) -> Iterator[Play]:
    """The conversation with another plugin: a project in a directory, or a branch of its own.

    Raises Misuse where it is neither.
    """
    if is_project(Path(named)):
        yield script._replace(plugin=str(Path(named).resolve()))
        return
    project = Path(script.plugin)
    if not is_project(project):
        hint = "With a branch, the conversation's own plugin is a project on this machine."
        raise Misuse(f"--compare {named}: is no project's directory.", hint)
    with tempfile.TemporaryDirectory(prefix="ai-plugin-") as scratch:
        folder = Path(scratch)
        # Of this directory only, be the project all of its repository or a part.
        commit = git.attempt(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{named}^{{commit}}",
            cwd=project,
        )
        files = git.attempt("archive", commit.stdout.decode().strip() or "-", cwd=project)
        if commit.returncode or files.returncode:
            hint = f"{project} has no such branch, and there is no such directory."
            raise Misuse(f"--compare {named}: is neither a branch nor a project.", hint)
        with tarfile.open(fileobj=io.BytesIO(files.stdout)) as archive:
            archive.extractall(folder, filter="data")
        # It runs in the environment that its project has.
        with suppress(OSError):
            if (project / ".venv").is_dir() and not (folder / ".venv").exists():
                (folder / ".venv").symlink_to(project / ".venv", target_is_directory=True)
        yield script._replace(plugin=str(folder))
