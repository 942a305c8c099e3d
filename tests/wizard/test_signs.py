"""Which signs a terminal is trusted with."""

from __future__ import annotations

import io
import sys

import pytest

from scaffold.wizard import signs


@pytest.mark.parametrize(
    ("encoding", "env", "unicode"),
    [
        ("utf-8", {"LANG": "de_DE.UTF-8"}, True),
        ("utf-8", {"LANG": "C", "LC_ALL": "en_GB.utf8"}, True),
        ("utf-8", {"LC_ALL": "C.UTF-8"}, True),
        ("utf-8", {}, False),
        ("utf-8", {"LANG": "C"}, False),
        ("utf-8", {"LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, False),
        # What Python itself makes of LANG=C.
        ("utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ("utf-8", {"LC_CTYPE": "C.UTF-8"}, False),
        ("utf-8", {"LANG": "en_GB.UTF-8", "LC_CTYPE": "C.UTF-8"}, True),
        ("cp1252", {"LANG": "en_GB.UTF-8"}, False),
        ("ascii", {"LC_ALL": "C.UTF-8"}, False),
    ],
)
def test_unicode_needs_an_encoding_and_a_locale(
    monkeypatch: pytest.MonkeyPatch, encoding: str, env: dict[str, str], unicode: bool
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    assert signs.fitting() == (signs.UNICODE if unicode else signs.ASCII)
