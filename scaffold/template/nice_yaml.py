"""Copier's filter `to_nice_yaml`; simple pairs, as nearly all answers are, without PyYAML.

Importing PyYAML takes as long as rendering a project.
"""

from __future__ import annotations

import re
from typing import Any

# What PyYAML writes as it is: words, none of them an indicator, unless YAML has a meaning for all.
_PLAIN = re.compile(r"(?:~/|[A-Za-z])(?:[A-Za-z0-9_.,/@+()-]|:(?=[^ ])| (?=[A-Za-z0-9(]))*")
_RELEASE = re.compile(r"\d+\.\d+\.\d+")
_MEANS_SOMETHING = frozenset({"yes", "no", "true", "false", "on", "off", "null"})
# A colon before a space makes it write quotes.
_QUOTED = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.,/()-]|: (?=[A-Za-z])| (?=[A-Za-z0-9]))*")
# Where it begins to break lines.
_WIDTH = 80


def to_nice_yaml(value: Any, **options: Any) -> str:
    """What Copier's filter makes of a value."""
    if not options and isinstance(value, dict):
        lines = [_line(name, answer) for name, answer in sorted(value.items())]
        if lines and all(lines):
            return "".join(lines)
    import yaml

    settings = {"indent": 4, "allow_unicode": True, "default_flow_style": False, **options}
    dumped: str = yaml.dump(value, **settings)
    return dumped


def _line(name: str, answer: object) -> str:
    """A pair as PyYAML writes it; empty where only PyYAML knows."""
    if type(answer) is int:
        written = str(answer)
    elif not isinstance(answer, str) or answer.lower() in _MEANS_SOMETHING:
        return ""
    elif _PLAIN.fullmatch(answer) or _RELEASE.fullmatch(answer):
        written = answer
    elif _QUOTED.fullmatch(answer):
        written = f"'{answer}'"
    else:
        return ""
    line = f"{name}: {written}"
    return f"{line}\n" if len(line) <= _WIDTH else ""
