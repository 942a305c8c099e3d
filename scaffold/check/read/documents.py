"""Bytes become a document: as JSON or as YAML, in whatever encoding they came."""

from __future__ import annotations

import codecs
import json

from scaffold.check.document import Document, Fault

# Bytes. A host takes an OpenAPI document of 1 MB at most; a manifest has some kilobytes.
MAX_MANIFEST = 1_000_000
MAX_OPENAPI = 5_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def manifest(raw: bytes, name: str) -> Document:
    """A manifest, read as JSON; at most MAX_MANIFEST + 1 bytes need to be given."""
    if len(raw) > MAX_MANIFEST:
        return _too_large(name, MAX_MANIFEST)
    text, faults = decode(raw)
    return _with(_json(text, name), faults)


def openapi(raw: bytes, name: str) -> Document:
    """An OpenAPI document: JSON where it begins like JSON, else YAML."""
    if len(raw) > MAX_OPENAPI:
        return _too_large(name, MAX_OPENAPI)
    text, faults = decode(raw)
    if text.lstrip().startswith("{") and (is_json(text) or not name.endswith((".yaml", ".yml"))):
        return _with(_json(text, name), faults)
    from scaffold.check.read import yaml_reader

    return _with(yaml_reader.read(text, name), faults)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are not UTF-8 are most likely letters of an old Windows encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_WINDOWS = "as-windows"
codecs.register_error(_AS_WINDOWS, _as_windows)


def decode(raw: bytes) -> tuple[str, list[Fault]]:
    """The text in some bytes, whatever its encoding, and what is wrong with that encoding."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, "replace")
            if encoding == "utf-8":
                return text, [Fault("byte-order-mark", "begins with a byte order mark", 0, 1)]
            return text, [Fault("encoding", f"is {encoding[:6].upper()}, not UTF-8", 0, 1)]
    try:
        return raw.decode(), []
    except UnicodeDecodeError as error:
        at = len(raw[: error.start].decode())
        byte = raw[error.start]
        said = f"is not UTF-8: byte 0x{byte:02X}"
        return raw.decode(errors=_AS_WINDOWS), [Fault("encoding", said, at, at + 1)]


def is_json(text: str | bytes) -> bool:
    """Whether the standard library reads it as JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str, name: str) -> Document:
    from scaffold.check.read import json_reader

    return json_reader.read(text, name)


def _with(document: Document, faults: list[Fault]) -> Document:
    document.faults[:0] = faults
    return document


def _too_large(name: str, limit: int) -> Document:
    said = f"is larger than {limit // 1_000_000} MB"
    return Document(name, "", None, faults=[Fault("too-large", said, 0, 0)], complete=False)
