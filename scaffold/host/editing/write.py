"""An edited text goes to the project that it comes from, and what is made of it is renewed."""

from __future__ import annotations

import json
from pathlib import Path

from scaffold import urls
from scaffold.documents import load
from scaffold.errors import Failure
from scaffold.host.editing.source import find, replaced
from scaffold.host.editing.texts import MANIFEST, Text
from scaffold.host.registration import Registration
from scaffold.plugin.model import MAX_MANIFEST, WELL_KNOWN


def write(registration: Registration, text: Text, after: str) -> str:
    """Write a text; where it was written, as `file:line`. `text` is as the plugin has it now.

    A project's document and package are renewed, and it is served again. Raises Failure, with
    nothing changed, where it cannot be written; its hint says where the text stands.
    """
    if urls.is_url(registration.target):
        at = _line(registration, text)
        raise Failure(f"{registration.name} is not on this machine as files.", f"It is {at}.")
    if text.place[0] == MANIFEST:
        path, line, raw = _manifest(registration, text, after)
    elif registration.served:
        source = find(registration.served.directory / "plugin", text)
        path, line, raw = source.path, source.line, replaced(source, after)
    else:
        at = _line(registration, text)
        raise Failure("The document of this plugin is not made from code of ours.", f"It is {at}.")
    before = path.read_bytes()
    _put(path, raw)
    try:
        if registration.served:
            registration.served.run("openapi")
    except Failure:
        _put(path, before)
        raise
    registration.edits.pop(text.place, None)
    if text.place[0] == MANIFEST:
        # The server reads it for each request.
        registration.look()
    else:
        registration.restart()
    return f"{path}:{line}"


def _manifest(registration: Registration, text: Text, after: str) -> tuple[Path, int, bytes]:
    """The manifest's file with another text, and the line."""
    target = Path(registration.place)
    path = target / WELL_KNOWN if target.is_dir() else target
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Failure(f"{path}: cannot be read: {error.strerror}.") from error
    document = load.json_only(raw, str(path), MAX_MANIFEST)
    pointer = text.place[1:]
    begin, end = document.span(pointer)
    if document.get(*pointer) != text.value:
        raise Failure(f"{path}: says something else by now.", "Look at the plugin again first.")
    whole = document.text[:begin] + json.dumps(after, ensure_ascii=False) + document.text[end:]
    return path, document.place(begin, end).line, whole.encode()


def _line(registration: Registration, text: Text) -> str:
    plugin = registration.plugin_as_read
    document = plugin.manifest if text.place[0] == MANIFEST else plugin.openapi
    if document is None:
        return "nowhere"
    return f"line {document.place(*document.span(text.place[1:])).line} of {document.name}"


def _put(path: Path, raw: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(raw)
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Failure(f"{path}: cannot be written: {error.strerror}.") from error
