"""Where a project is to be, and whether it can be there."""

from __future__ import annotations

import os
import re
from pathlib import Path

from scaffold.errors import Failure, Misuse


def check(given: str) -> Path:
    """The directory to create, absolute and with links followed.

    Raises Failure where it could not become a project, before anybody answers a question for it.
    """
    if not given.strip() or _UNPRINTABLE.search(given):
        raise Misuse("The directory's name is empty or holds what no terminal shows.", _ANOTHER)
    try:
        directory = Path(os.path.realpath(Path(given).expanduser()))
        if directory.is_dir():
            _require_writable(directory)
            if any(directory.iterdir()):
                # Only here: it takes git, whose start the first prompt would wait for.
                from scaffold.project import clone

                if not clone.is_one(directory):
                    raise Failure(f"Directory `{given}` is not empty.", _ANOTHER)
                return directory
            if directory.is_mount():
                raise Failure(f"`{given}` is a mount point.", "Name a directory below it.")
        elif os.path.lexists(directory):
            raise Failure(f"`{given}` is there, and no directory.", _ANOTHER)
        _require_writable(nearest_directory(directory))
    except OSError as error:
        raise Failure(f"`{given}` cannot be used: {error.strerror}.", _ANOTHER) from error
    except RuntimeError as error:
        raise Failure(f"`{given}` cannot be used: {error}", _ANOTHER) from error
    return directory


def is_kept(directory: Path) -> bool:
    """Whether a project is made inside of a directory, not put in its place.

    So where a fresh clone is, and where somebody's shell is, which would be left without one.
    """
    return directory.is_dir() and (any(directory.iterdir()) or directory == current())


def current() -> Path | None:
    """The current directory; None where it has been removed."""
    try:
        return Path.cwd().resolve()
    except FileNotFoundError:
        return None


_ANOTHER = "Name a directory that does not exist yet."

# Control characters, and bytes that are no text in this locale.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _require_writable(directory: Path) -> None:
    if not os.access(directory, os.W_OK | os.X_OK):
        raise Failure(f"`{directory}` cannot be written to: Permission denied.", _ANOTHER)


def nearest_directory(path: Path) -> Path:
    """The closest parent that exists."""
    parent = path.parent
    while not parent.exists():
        parent = parent.parent
    return parent
