"""Where this user's data is: conversations, and credentials that are to be remembered."""

from __future__ import annotations

import os
from pathlib import Path

from scaffold import DISTRIBUTION


def folder() -> Path:
    """The user's data folder for this distribution, for its owner alone; made where it is missing.

    As the system has it, and XDG_DATA_HOME first. Raises OSError where it cannot be made.
    """
    from platformdirs import user_data_path

    given = os.environ.get("XDG_DATA_HOME", "")
    base = Path(given) / DISTRIBUTION if Path(given).is_absolute() else None
    place = base or user_data_path(DISTRIBUTION, appauthor=False)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def private(path: Path) -> Path:
    """The same path, as a file that only its owner reads."""
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)
    return path
