"""A conversation file: YAML that says what is said, what is called, and what is expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scaffold import urls
from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, dotted
from scaffold.errors import Misuse
from scaffold.plugin.model import WELL_KNOWN
from scaffold.spelling import suggestion

# Where projects have such files.
FOLDER = Path("tests/conversations")

_MAX_FILE = 1_000_000


class Call(NamedTuple):
    """What the script calls."""

    operation: str
    arguments: Mapping[str, Any]


class Turn(NamedTuple):
    """What is said; what the script then calls, if it is the model; what is expected.

    `repeat` is how often it is decided; `times` of these must be as expected.
    """

    say: str
    call: Call | None
    expect: Mapping[str, Any]
    model: str
    repeat: int
    times: int

    @property
    def operations(self) -> list[str]:
        """Every operation that is named."""
        named = [self.call.operation] if self.call else []
        named += [self.expect["operation"]] if "operation" in self.expect else []
        return [*named, *self.expect.get("never", [])]


class Play(NamedTuple):
    """A conversation to be played; `plugin` is a directory or a URL."""

    path: str
    plugin: str
    user: str
    region: str
    turns: list[Turn]


def read(path: str) -> Play:
    """The conversation in a file; Misuse, with the line, where it holds none."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Misuse(f"{path}: cannot be read: {error.strerror}.") from error
    document = load.json_or_yaml(raw, path, _MAX_FILE)
    if document.problems or not isinstance(document.value, dict):
        problem = next(iter(document.problems), None)
        message = problem.message if problem else "is no conversation: it must be a mapping"
        span = (problem.span if problem else None) or (0, 0)
        raise Misuse(f"{path}:{document.place(*span).line}: {message}.")
    _hold_to_schema(document)
    value = document.value
    turns = [_turn(document, at, turn) for at, turn in enumerate(value["turns"])]
    plugin = _plugin(Path(path), value["plugin"])
    return Play(path, plugin, value.get("user", "ada"), value.get("region", ""), turns)


def _turn(document: Document, at: int, value: Mapping[str, Any]) -> Turn:
    call = value.get("call")
    if (value.get("model") == "script") != (call is not None):
        message = "`model: script` and `call` belong together."
        raise _misuse(document, ("turns", at), message)
    script = Call(call["operation"], call.get("arguments", {})) if call else None
    repeat, expect = value.get("repeat", 1), dict(value.get("expect", {}))
    times = expect.pop("times", repeat)
    if times > repeat:
        raise _misuse(document, ("turns", at, "expect", "times"), f"is more than repeat, {repeat}.")
    return Turn(value["say"], script, expect, value.get("model", "matcher"), repeat, times)


def _plugin(file: Path, named: str) -> str:
    if urls.is_url(named):
        return named
    if named != ".":
        return str(file.parent / named)
    for folder in file.resolve().parents:
        if (folder / WELL_KNOWN).is_file():
            return str(folder)
    raise Misuse(f"{file}: no project above it: none of its folders holds {WELL_KNOWN}.")


def _hold_to_schema(document: Document) -> None:
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(_schema()).iter_errors(document.value)
    error = min(errors, key=lambda one: len(one.absolute_path), default=None)
    if error is None:
        return
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        name = next(str(name) for name in error.instance if name not in known)
        close = suggestion(name, known) or f"; known are {', '.join(known)}."
        raise _misuse(document, (*path, name), f"no such key{close}")
    raise _misuse(document, path, f"{error.message}.")


def _misuse(document: Document, path: Pointer, message: str) -> Misuse:
    line = document.place(*document.span(path, on_key=True)).line
    where = f"{dotted(path)}: " if path else ""
    return Misuse(f"{document.name}:{line}: {where}{message}")


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        Path(__file__).with_name("conversation.schema.json").read_bytes()
    )
    return schema
