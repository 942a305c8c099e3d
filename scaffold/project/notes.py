"""What a project notes of its making, as it is committed: its template, and the answers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from scaffold import git
from scaffold.errors import Failure, Misuse
from scaffold.project import answers_file, place
from scaffold.project.place import Place
from scaffold.template import releases, render
from scaffold.upwards import nearest

MISSING, NO_TEXT = "missing", "no text"


class Notes(NamedTuple):
    """A project's answers file; all of it is somebody else's word.

    `source` and `release` name its template, in words to be shown where it names none.
    """

    place: Place
    source: str
    release: str
    noted: dict[str, object]

    @property
    def answers(self) -> dict[str, object]:
        """The answers that are noted."""
        return answers_file.without_notes(self.noted)

    @property
    def is_ours(self) -> bool:
        """Whether the project is of our own template."""
        return self.source in (releases.SOURCE, str(Path(releases.SOURCE).expanduser()))


def read(directory: Path) -> Notes:
    """The notes of the project in a directory, or around it.

    Raises Failure where there is none, or it is not committed.
    """
    file = nearest(render.ANSWERS_FILE, directory) if directory.is_dir() else None
    if file is None:
        raise Misuse(
            f"`{directory}` is no project of create-ai-plugin: it has no {render.ANSWERS_FILE}.",
            "Name a project's directory.",
        )
    directory = file.parent
    located = place.locate(directory)
    blob = f"{located.tree}:{render.ANSWERS_FILE}" if located else ""
    committed = git.attempt("cat-file", "blob", blob, cwd=directory)
    if located is None or committed.returncode:
        start = "" if git.enclosing_repository(directory.resolve(), directory) else "git init && "
        raise Failure(
            f"`{directory}` is not committed to git, so an update could not keep your edits.",
            f"Run there: {start}{_COMMIT}",
        )
    noted = answers_file.parse(committed.stdout, render.ANSWERS_FILE)
    return Notes(located, _text(noted.get("_src_path")), _text(noted.get("_commit")), noted)


# Of this directory alone: a larger repository may have other work under way.
_COMMIT = 'git add --all . && git commit --message "Before the update" -- .'


def _text(value: object) -> str:
    """A note, short enough to be shown; nothing else is printed, for YAML can nest without end."""
    return value[:1000] if isinstance(value, str) else MISSING if value is None else NO_TEXT


def require_clean(here: Path) -> None:
    """Raise Failure where something is not committed, which an update could mix with its own."""
    status = git.run_listed("status", "--porcelain", "--no-renames", "-z", "--", ".", cwd=here)
    unmerged = [entry[3:] for entry in status if "U" in entry[:2] or entry[:2] in ("AA", "DD")]
    if unmerged:
        raise Failure(
            f"A merge is not finished: {_first(unmerged)}.",
            f"Settle it and commit, or undo it: {place.undo_command(here)}",
        )
    if status:
        paths = [entry[3:] for entry in status]
        raise Failure(f"Not everything is committed: {_first(paths)}.", f"Run there: {_COMMIT}")
    # What git is told to look away from, it would not save.
    kept = [
        entry[2:] for entry in git.run_listed("ls-files", "-vz", cwd=here) if entry[0].islower()
    ]
    if kept:
        raise Failure(
            f"Git is told to look away from {_first(kept)}.",
            "Run there, for each: git update-index --no-assume-unchanged FILE",
        )


def _first(paths: list[str]) -> str:
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{', '.join(paths[:3])}{more}"
