"""docs/templates.md, typed as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from scaffold import git

WAYS = (REPOSITORY / "docs/templates.md").read_text().split("\n## A fork of ours\n")


def type_in(way: str, folder: Path) -> str:
    """Run what the page has to be typed, one block after the other; what is printed."""
    script = "\n".join(re.findall(r"```sh\n(.*?)```", way, re.DOTALL))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_template_as_written(folder: Path) -> None:
    printed = type_in(WAYS[0], folder)
    assert "It holds a plugin: " in printed
    assert "From template 1.0.0 to 1.1.0." in printed
    assert (folder / "my-plugin/README.md").read_text() == "Start it on port 3333.\n"
    assert git.run("status", "--porcelain", cwd=folder / "my-plugin") == ""


@pytest.mark.network
def test_a_fork_as_written(folder: Path, home: Path) -> None:
    git.run("clone", "--quiet", str(REPOSITORY), "checkout", cwd=folder)
    printed = type_in(WAYS[1], folder / "checkout")
    assert "(template 9.0.0)\n" in printed
    assert (folder / "my-acme-plugin/README.md").read_text().endswith("Made at Acme.\n")
    assert [path.name for path in (home / ".local/share").iterdir()] == ["acme-plugin"]
