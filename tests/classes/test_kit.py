"""The kit: what is in it for each system, and, with an index once, a class without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from scaffold.classes import kit, own_wheel
from scaffold.errors import Failure

# In a namespace of its own: nothing but the machine itself can be reached.
OFFLINE = """
set -e
ip link set lo up
sh start-linux.sh create-ai-plugin --roster class.csv room --example blank
cd room/zoe
sh ../../start-linux.sh sh -c 'python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e ".[dev]"'
.venv/bin/python -m pytest -q
sh ../../start-linux.sh ai-plugin host --test tests/conversations/*
"""


def test_each_system_gets_what_its_markers_ask() -> None:
    pins = {
        system: {pin.partition("==")[0] for pin in kit.pins(system, "3.12")}
        for system in kit.SYSTEMS
    }
    assert pins["windows"] - pins["linux"] == {"pywin32", "tzdata"}
    assert pins["linux"] - pins["windows"] == {"uvloop"}
    assert pins["linux"] == pins["macos"]
    assert pins["linux"] >= {"copier", "questionary", "hatchling", "editables", "pytest", "fastapi"}


def test_an_editable_install_makes_no_wheel(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="is an editable install"):
        own_wheel.write(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.network
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can cut the network")
def test_a_class_from_the_kit_alone(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "real")], check=True)
    programs, folder = tmp_path / "real/bin", tmp_path / "the kit"
    pinned = f"{REPOSITORY}/constraints.txt"
    install = [f"{programs}/pip", "install", "-q", "-c", pinned, str(REPOSITORY)]
    subprocess.run(install, check=True)
    make = [f"{programs}/ai-plugin", "class", "kit", str(folder)]
    subprocess.run(make, check=True)
    # Again it needs no index.
    nowhere = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "none")}
    subprocess.run(make, check=True, env=nowhere)
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)
    (folder / "class.csv").write_text("name\nAda\nZoë\n")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin"
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", OFFLINE], cwd=folder, env={**plain, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed in " in done.stdout
    assert ", 0 failed." in done.stdout
