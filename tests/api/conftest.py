"""Imports in this process: a document goes in, what was said and made comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from in_process import Said, call

Import = Callable[..., Said]


@pytest.fixture
def imported(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Import:
    """Runs `create-ai-plugin x --from api.json --yes --way static`, and other options."""

    def imported(document: Any, options: str = "--way static") -> Said:
        text = document if isinstance(document, str) else json.dumps(document)
        (folder / "api.json").write_text(text)
        return call(f"create-ai-plugin x --from api.json --yes {options}", monkeypatch, capsys)

    return imported


@pytest.fixture
def refreshed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Import:
    """Runs `ai-plugin refresh x` after another document has taken the place of the first."""

    def refreshed(document: Any, options: str = "") -> Said:
        (folder / "api.json").write_text(json.dumps(document))
        return call(f"ai-plugin refresh x {options}", monkeypatch, capsys)

    return refreshed
