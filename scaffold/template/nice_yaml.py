"""Copier's filter `to_nice_yaml`; simple values, as nearly all answers are, without PyYAML.

Importing PyYAML takes as long as rendering a project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

# What PyYAML writes as it is: words, none of them an indicator, unless YAML has a meaning for all.
_PLAIN = re.compile(r"(?:~/|[A-Za-z])(?:[A-Za-z0-9_.,/@+()-]|:(?=[^ ])| (?=[A-Za-z0-9(]))*")
_RELEASE = re.compile(r"\d+\.\d+\.\d+")
_MEANS_SOMETHING = frozenset({"yes", "no", "true", "false", "on", "off", "null"})
# A colon before a space makes it write quotes.
_QUOTED = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.,/()-]|: (?=[A-Za-z])| (?=[A-Za-z0-9]))*")
_NAME = re.compile(r"_?[A-Za-z][A-Za-z_]+")


class _Unsure(Exception):  # noqa: N818
    """Only PyYAML knows how this is written."""


def to_nice_yaml(
    value: Any, *, indent: int = 4, sort_keys: bool = True, width: int = 80, **options: Any
) -> str:
    """What Copier's filter makes of a value."""
    if isinstance(value, dict) and not options:
        with suppress(_Unsure):
            lines = list(_lines(value, indent, sort_keys=sort_keys))
            # From there on PyYAML breaks lines.
            if max(map(len, lines)) <= width:
                return "\n".join([*lines, ""])
    import yaml

    settings = {"allow_unicode": True, "default_flow_style": False, **options}
    dumped: str = yaml.dump(value, indent=indent, sort_keys=sort_keys, width=width, **settings)
    return dumped


def _lines(pairs: dict[str, Any], indent: int, *, sort_keys: bool) -> Iterator[str]:
    if not pairs:
        raise _Unsure
    for name, value in sorted(pairs.items()) if sort_keys else pairs.items():
        if not _NAME.fullmatch(name) or name.lower() in _MEANS_SOMETHING:
            raise _Unsure
        if isinstance(value, dict):
            yield f"{name}:"
            yield from (" " * indent + line for line in _lines(value, indent, sort_keys=sort_keys))
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            yield f"{name}:"
            for item in value:
                first, *others = _lines(item, indent, sort_keys=sort_keys)
                yield f"-{' ' * (indent - 1)}{first}"
                yield from (" " * indent + line for line in others)
        else:
            yield f"{name}: {_scalar(value)}"


def _scalar(value: object) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, str) and value.lower() not in _MEANS_SOMETHING:
        if _PLAIN.fullmatch(value) or _RELEASE.fullmatch(value):
            return value
        if not value or _QUOTED.fullmatch(value):
            return f"'{value}'"
    raise _Unsure
