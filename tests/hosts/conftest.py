"""Programs of others in a home of their own, as somebody has them who has just installed them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hosts import npm
from hosts.npm import Program

Npm = Callable[[str, str, str], Program]


@pytest.fixture
def npm_program(tmp_path: Path) -> Npm:
    """Gives a program by its package, its version and its name.

    All of a test share one home, empty at first. The test is skipped where npm cannot bring them.
    """
    home = tmp_path / "home"
    home.mkdir()
    return lambda package, version, name: npm.program(package, version, name, home)
