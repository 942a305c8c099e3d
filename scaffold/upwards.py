"""What lies in a directory, or in the nearest one above it."""

from __future__ import annotations

from pathlib import Path


def nearest(name: str | Path, start: Path) -> Path | None:
    """The file `name` in `start` or the nearest directory above; None where none has it.

    `start` need not exist. As relative as `start` is where it lies in there, else absolute.
    """
    if (start / name).is_file():
        return start / name
    try:
        above = start.resolve().parents
    except (OSError, RuntimeError):
        return None
    return next((parent / name for parent in above if (parent / name).is_file()), None)
