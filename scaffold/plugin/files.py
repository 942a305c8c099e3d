"""Files of a directory that a stranger made: read within bounds, and never one outside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read(path: Path, limit: int) -> bytes:
    """A file's first bytes, one more than `limit` at most.

    Raises OSError where it cannot be read, ValueError for a pipe or a device.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("is no regular file")
        return file.read(limit + 1)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def lies_in(directory: Path, path: Path) -> bool:
    """Whether a path is in a directory, wherever links lead: outside lies what is not ours."""
    try:
        return path.resolve().is_relative_to(directory.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def is_file_of(directory: Path, file: Path) -> bool:
    """Whether it is a file, and in a directory."""
    try:
        return file.is_file() and lies_in(directory, file)
    except (OSError, ValueError):
        return False


def is_folder_of(directory: Path, folder: Path) -> bool:
    """Whether it is a directory, and in another or that one."""
    try:
        return folder.is_dir() and lies_in(directory, folder)
    except (OSError, ValueError):
        return False


def names(folder: Path) -> list[str]:
    """What a directory holds, in order; nothing where it cannot be read."""
    try:
        return sorted(child.name for child in folder.iterdir())
    except OSError:
        return []
