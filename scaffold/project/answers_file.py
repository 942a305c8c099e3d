"""Answers from a file: YAML or JSON, keys as in `copier.yml`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from scaffold.errors import Misuse

# Ten times what the longest answers take; what is larger is no answers file.
_MAX_BYTES = 1_000_000


def read(path: str) -> dict[str, object]:
    """The answers in a file, unchecked; `-` is standard input.

    Keys that start with an underscore are Copier's own notes and passed over, so that the
    `.copier-answers.yml` of one project can start another. Raises Misuse where the file cannot be
    read.
    """
    return without_notes(parse(_read(path), path))


def without_notes(loaded: Mapping[str, object]) -> dict[str, object]:
    """The answers among the pairs of a file."""
    return {key: value for key, value in loaded.items() if not key.startswith("_")}


def parse(raw: bytes, path: str) -> dict[str, object]:
    """All pairs of an answers file, unchecked; `path` is for the sentence of a Misuse."""
    if len(raw) > _MAX_BYTES:
        raise Misuse(f"{path}: is larger than {_MAX_BYTES // 1_000_000} MB, so no answers file.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misuse(f"{path}: is not UTF-8 at byte {error.start}.", "Save it as UTF-8.") from error
    loaded = _load(text, path)
    if not isinstance(loaded, dict):
        raise Misuse(f"{path}: holds no `question: answer` pairs.", "Write one pair a line.")
    if not _is_small(loaded):
        raise Misuse(f"{path}: is nested too deeply, or repeats itself too often.")
    return {str(key): value for key, value in loaded.items()}


def _is_small(value: object) -> bool:
    """Whether a value is small when all of it is written out: YAML can nest without end."""
    left = 100_000
    level = [value]
    for _ in range(50):
        if not level:
            return True
        if (left := left - len(level)) < 0:
            return False
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return False


def _read(path: str) -> bytes:
    """The file's bytes, one more than it may have at most."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(_MAX_BYTES + 1)
        with Path(path).open("rb") as file:
            return file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Misuse(f"{path}: cannot be read: {why}.") from error


def _load(text: str, path: str) -> object:
    import yaml

    # JSON first: YAML reads an escaped pair such as \ud83d\ude00 as two broken characters.
    try:
        return json.loads(text)
    except ValueError:
        pass
    except RecursionError as error:
        raise Misuse(f"{path}: is nested too deeply.") from error
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        at = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Misuse(f"{path}{at}: is neither YAML nor JSON: {error.problem}.") from error
    except RecursionError as error:
        raise Misuse(f"{path}: is nested too deeply.") from error
    # What PyYAML raises for a tag that its value does not fit, such as `!!int ""`, is anything.
    except Exception as error:
        first_line = next(iter(str(error).splitlines()), type(error).__name__)
        raise Misuse(f"{path}: is neither YAML nor JSON: {first_line}.") from error
