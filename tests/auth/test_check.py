"""A new project is clean, whatever its auth type: from its directory, and while it runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from answers import AUTH
from auth_fixtures import Run

TOOL = Path(sys.executable).with_name("ai-plugin")


@pytest.mark.parametrize("kind", sorted(AUTH))
def test_a_new_project_has_nothing_but_advice(run: Run, kind: str) -> None:
    plugin = run(kind)
    targets = str(plugin.directory), str(plugin.http.base_url)
    done = subprocess.run(
        [TOOL, "check", "--strict", *targets], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error:" not in done.stdout
