"""The secrets of a new project: in `.env`, for its owner alone, and nowhere else."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest
from answers import AUTH
from conftest import Run

SECRETS = {
    "service_http-bearer": ["PLUGIN_API_KEY"],
    "service_http-basic": ["PLUGIN_API_KEY"],
    "oauth": ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"],
}


def options(kind: str) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in AUTH[kind].items()]


def secrets(project: Path) -> dict[str, str]:
    lines = (project / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("kind", SECRETS)
def test_they_are_made_once_and_committed_never(create: Run, folder: Path, kind: str) -> None:
    done = [create(name, "--yes", "--json", *options(kind)) for name in ("x", "y")]
    made, other = secrets(folder / "x"), secrets(folder / "y")
    assert list(made) == SECRETS[kind]
    assert all(len(secret) == 43 for secret in made.values())
    assert not set(made.values()) & set(other.values())
    assert stat.S_IMODE((folder / "x/.env").stat().st_mode) == 0o600
    assert ".env" in json.loads(done[0].stdout)["files"]
    tracked = subprocess.run(
        ["git", "log", "--patch", "--all"], cwd=folder / "x", capture_output=True, check=True
    )
    for secret in made.values():
        assert secret not in done[0].stdout + done[0].stderr
        assert secret.encode() not in tracked.stdout
        found = [
            p for p in (folder / "x").rglob("*") if p.is_file() and secret in p.read_text("latin-1")
        ]
        assert found == [folder / "x/.env"]
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=folder / "x", capture_output=True, check=True
    )
    assert status.stdout == b""


@pytest.mark.parametrize("kind", SECRETS)
def test_a_dry_run_names_the_file_and_makes_nothing(create: Run, folder: Path, kind: str) -> None:
    planned = create("x", "--yes", "--dry-run", *options(kind))
    assert ".env" in planned.stdout.splitlines()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", sorted(AUTH.keys() - SECRETS))
def test_who_needs_none_gets_none(create: Run, folder: Path, kind: str) -> None:
    assert create("x", "--yes", *options(kind)).returncode == 0
    assert not (folder / "x/.env").exists()
