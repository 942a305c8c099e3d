"""Answers from a file: YAML or JSON, keys as in `copier.yml`."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

from scaffold.errors import Misuse, RejectedAnswers
from scaffold.spelling import meant

# Ten times what the longest answers take; what is larger is no answers file.
_MAX_BYTES = 1_000_000


def read(path: str, known: Collection[str]) -> dict[str, object]:
    """The answers in a file, unchecked; `-` is standard input.

    Keys that start with an underscore are Copier's own notes and passed over, so that the
    `.copier-answers.yml` of one project can start another. Raises Misuse where the file cannot be
    read, RejectedAnswers for keys that are no question.
    """
    loaded = _parse(_text(path), path)
    if not isinstance(loaded, dict):
        raise Misuse(f"{path}: holds no `question: answer` pairs.", "Write one pair a line.")
    answers = {str(key): value for key, value in loaded.items() if not str(key).startswith("_")}
    problems = {key: f"is no question{meant(key, known)}" for key in answers if key not in known}
    for key, value in answers.items():
        # Nothing else is an answer, and what YAML's references nest would take for ever to print.
        if key in known and not isinstance(value, str | int | float | None):
            problems[key] = "must be one text or number; put quotes around a text"
    if problems:
        raise RejectedAnswers(problems)
    return answers


def _text(path: str) -> str:
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Misuse(f"{path}: cannot be read: {why}.") from error
    if len(raw) > _MAX_BYTES:
        raise Misuse(f"{path}: is larger than {_MAX_BYTES // 1_000_000} MB, so no answers file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misuse(f"{path}: is not UTF-8 at byte {error.start}.", "Save it as UTF-8.") from error


def _parse(text: str, path: str) -> object:
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
