"""What is typed to get the newest create-ai-plugin, however it was installed."""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from scaffold.project import upgrade


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("~/.local/share/pipx/venvs/create-ai-plugin", "pipx upgrade create-ai-plugin"),
        ("~/.local/share/uv/tools/create-ai-plugin", "uv tool upgrade create-ai-plugin"),
        ("~/.cache/uv/archive-v0/x1", "uvx --from create-ai-plugin@latest ai-plugin update"),
        ("/srv/venv", f"{shlex.quote(sys.executable)} -m pip install --upgrade create-ai-plugin"),
    ],
)
def test_it_is_said_for_whoever_installed_it_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str, command: str
) -> None:
    monkeypatch.setattr(upgrade, "distribution", lambda _: PathDistribution(tmp_path))
    monkeypatch.setattr(sys, "prefix", prefix)
    assert upgrade.hint() == f"Install the newest one: {command}"


def test_who_has_a_checkout_pulls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "direct_url.json").write_text('{"url": "file:///srv/our%20tool", "dir_info": {}}')
    monkeypatch.setattr(upgrade, "distribution", lambda _: PathDistribution(tmp_path))
    assert "`git -C '/srv/our tool' pull`" in upgrade.hint()
