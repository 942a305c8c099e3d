"""Bytes become a document: as JSON or as YAML, in whatever encoding they came."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from scaffold.check.document import Document, Fault
from scaffold.check.finding import Problem, Rule, Severity, rule
from scaffold.check.plugin import Plugin

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
    if text.lstrip().startswith("{") and (_is_json(text) or not name.endswith((".yaml", ".yml"))):
        return _with(_json(text, name), faults)
    from scaffold.check import yaml_reader

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


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str, name: str) -> Document:
    from scaffold.check import json_reader

    return json_reader.read(text, name)


def _with(document: Document, faults: list[Fault]) -> Document:
    document.faults[:0] = faults
    return document


def _too_large(name: str, limit: int) -> Document:
    said = f"is larger than {limit // 1_000_000} MB"
    return Document(name, "", None, faults=[Fault("too-large", said, 0, 0)], complete=False)


def _faults(plugin: Plugin, rule: Rule) -> Iterator[Problem]:
    for document in plugin.documents:
        # Of what is no manifest, one line says so; its syntax is that of something else.
        other = document is plugin.manifest and not plugin.is_manifest
        for fault in document.faults:
            if fault.kind == rule.id and not (other and rule is json_syntax):
                span = (fault.start, fault.end)
                yield Problem(fault.message, document, hint=fault.hint, span=span)


@rule(
    Severity.ERROR,
    why="Hosts read JSON by the book: one comma too many, and they read nothing.",
    mend="Write it as JSON asks; `python -m json.tool FILE` accepts it then.",
)
def json_syntax(plugin: Plugin) -> Iterator[Problem]:
    """The manifest is JSON: no comments, no trailing commas, names and texts in double quotes."""
    return _faults(plugin, json_syntax)


@rule(
    Severity.ERROR,
    why="A host that cannot read the OpenAPI document knows no operation to call.",
    mend="Mend the line; texts with `: ` or ` #` in them want quotes.",
)
def yaml_syntax(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document is one YAML document."""
    return _faults(plugin, yaml_syntax)


@rule(
    Severity.ERROR,
    why="JSON and YAML are exchanged as UTF-8; others turn into wrong characters or errors.",
    mend="Save the file as UTF-8.",
)
def encoding(plugin: Plugin) -> Iterator[Problem]:
    """Files are encoded in UTF-8."""
    return _faults(plugin, encoding)


@rule(
    Severity.WARNING,
    why="JSON forbids it, and some readers stop at it.",
    mend="Save the file as UTF-8 without a byte order mark (BOM).",
)
def byte_order_mark(plugin: Plugin) -> Iterator[Problem]:
    """Files begin with their first character, not with a byte order mark."""
    return _faults(plugin, byte_order_mark)


@rule(
    Severity.WARNING,
    why="Some readers take the first, most take the last, strict ones refuse the file.",
    mend="Keep one of the two.",
)
def duplicate_key(plugin: Plugin) -> Iterator[Problem]:
    """A field is given once."""
    return _faults(plugin, duplicate_key)


@rule(
    Severity.ERROR,
    why="Hosts give up on large files; the OpenAPI document goes into the model's prompt.",
    mend="Publish only what the model needs: a few operations, short texts.",
)
def too_large(plugin: Plugin) -> Iterator[Problem]:
    """The manifest has at most 1 MB, the OpenAPI document at most 5 MB."""
    return _faults(plugin, too_large)


@rule(
    Severity.ERROR,
    why="Such depth serves no reader and crashes some.",
    mend="Flatten it.",
)
def too_deep(plugin: Plugin) -> Iterator[Problem]:
    """Values are nested at most 100 deep."""
    return _faults(plugin, too_deep)


@rule(
    Severity.ERROR,
    why="Aliases that repeat aliases grow until they exhaust the memory of the reader.",
    mend="Write the value out, or use `$ref`.",
)
def alias_bomb(plugin: Plugin) -> Iterator[Problem]:
    """YAML aliases do not multiply into a huge document."""
    return _faults(plugin, alias_bomb)


@rule(
    Severity.WARNING,
    why="OpenAPI is JSON at heart: a tag such as `!include` means nothing in it.",
    mend="Delete the tag.",
)
def yaml_tag(plugin: Plugin) -> Iterator[Problem]:
    """YAML holds plain values, no tags."""
    return _faults(plugin, yaml_tag)
