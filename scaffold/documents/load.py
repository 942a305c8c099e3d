"""Bytes become a document: as JSON or as YAML, in whatever encoding they came."""

from __future__ import annotations

import codecs
import json

from scaffold.documents.document import Document
from scaffold.documents.problem import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def json_only(raw: bytes, name: str, limit: int) -> Document:
    """A document read as JSON; of more than `limit` bytes it tells only that they are too many."""
    if len(raw) > limit:
        return _too_large(name, limit)
    text, problems = decode(raw)
    return _with(_json(text, name), problems)


def json_or_yaml(raw: bytes, name: str, limit: int) -> Document:
    """A document read as JSON where it begins like JSON, else as YAML; `limit` as above."""
    if len(raw) > limit:
        return _too_large(name, limit)
    text, problems = decode(raw)
    if text.lstrip().startswith("{") and (is_json(text) or not name.endswith((".yaml", ".yml"))):
        return _with(_json(text, name), problems)
    from scaffold.documents import yaml_reader

    return _with(yaml_reader.read(text, name), problems)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are not UTF-8 are most likely letters of an old Windows encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_WINDOWS = "as-windows"
codecs.register_error(_AS_WINDOWS, _as_windows)


def decode(raw: bytes) -> tuple[str, list[Problem]]:
    """The text in some bytes, whatever its encoding, and what is wrong with that encoding."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, "replace")
            if encoding == "utf-8":
                return text, [_at("byte-order-mark", "begins with a byte order mark", 0)]
            return text, [_at("encoding", f"is {encoding[:6].upper()}, not UTF-8", 0)]
    try:
        return raw.decode(), []
    except UnicodeDecodeError as error:
        at = len(raw[: error.start].decode())
        byte = raw[error.start]
        message = f"is not UTF-8: byte 0x{byte:02X}"
        return raw.decode(errors=_AS_WINDOWS), [_at("encoding", message, at)]


def _at(rule: str, message: str, at: int) -> Problem:
    return Problem(message, rule=rule, span=(at, at + 1))


def is_json(text: str | bytes) -> bool:
    """Whether the standard library reads it as JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str, name: str) -> Document:
    from scaffold.documents import json_reader

    return json_reader.read(text, name)


def _with(document: Document, problems: list[Problem]) -> Document:
    document.problems[:0] = problems
    return document


def _too_large(name: str, limit: int) -> Document:
    problem = Problem(f"is larger than {limit // 1_000_000} MB", rule="too-large", span=(0, 0))
    return Document(name, "", None, problems=[problem], complete=False)
