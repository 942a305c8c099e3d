"""The few signs that are no letters, for terminals with Unicode and without."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple


class Signs(NamedTuple):
    """Each stands beside a text that says the same, so none is needed to understand."""

    pointer: str
    done: str
    refused: str
    more: str
    ticked: str
    unticked: str


UNICODE = Signs(pointer="❯", done="✔", refused="✗", more="…", ticked="●", unticked="○")
ASCII = Signs(pointer=">", done="*", refused="!", more="...", ticked="[x]", unticked="[ ]")


def fitting() -> Signs:
    """The signs that this terminal shows."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return UNICODE if encoding == "utf8" and _is_unicode_locale(os.environ) else ASCII


def _is_unicode_locale(env: Mapping[str, str]) -> bool:
    # Windows has no such variables, and its terminals show Unicode.
    if os.name == "nt":
        return True
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or "C"
    # Python itself puts this there where the locale is C: it says nothing about the terminal.
    if locale == "C.UTF-8" and not env.get("LC_ALL") and env.get("LC_CTYPE"):
        locale = env.get("LANG") or "C"
    return "utf8" in locale.lower().replace("-", "")
