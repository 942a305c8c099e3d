"""`roster.json`: who has which directory and port, so that the class list may change meanwhile."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scaffold.classes.seats import Seat
from scaffold.errors import Misuse

FILE = "roster.json"


def read(directory: Path) -> list[Seat]:
    """The seats of a class that was begun; none where there is no class yet. Raises Misuse."""
    path = directory / FILE
    try:
        learners = json.loads(path.read_bytes())["learners"]
        seats = [Seat(each["name"], each["directory"], each["port"]) for each in learners]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _broken(path) from error
    if not all(map(_is_sound, seats)):
        raise _broken(path)
    return seats


def write(directory: Path, seats: Sequence[Seat]) -> None:
    """Keep the seats: all of them, or as it was. Raises OSError."""
    learners = [{"name": seat.name, "directory": seat.folder, "port": seat.port} for seat in seats]
    replace(directory / FILE, json.dumps({"learners": learners}, indent=1, ensure_ascii=False))


def replace(path: Path, text: str) -> None:
    """Write a file in one step. Raises OSError."""
    handle, aside = tempfile.mkstemp(prefix=".create-ai-plugin-", dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"{text}\n")
        Path(aside).chmod(0o644)
        os.replace(aside, path)  # noqa: PTH105
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _is_sound(seat: Seat) -> bool:
    """Whether a seat is one that was assigned: its directory becomes part of a path."""
    return (
        isinstance(seat.name, str)
        and isinstance(seat.folder, str)
        and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", seat.folder) is not None
        and isinstance(seat.port, int)
    )


def _broken(path: Path) -> Misuse:
    return Misuse(f"{path}: is no register of a class.", "Name a new directory for the class.")
