"""A project's overlay applied again to the API's document: what changed, and what to write."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.api import compare, overlay, security, source, taken, ways
from scaffold.api.chosen import Api
from scaffold.api.compare import Change
from scaffold.api.overlay import Overlay
from scaffold.api.security import Security
from scaffold.api.taken import Taken
from scaffold.documents.document import Document
from scaffold.errors import Failure
from scaffold.openapi.operations import operations
from scaffold.plugin.target import url_of
from scaffold.template.questions import Answers
from scaffold.template.render import File


class Imported(NamedTuple):
    """A project made from an API's document: its way, its overlay, and what it has of the API."""

    way: str
    overlay: Overlay
    text: str
    api: Api


class Refreshed(NamedTuple):
    """What changed upstream, and the files as they were made and would be made now.

    `gone` are chosen operations that the API has no more, `new` what it has besides and the overlay
    does not mention; that is left out. `notes` are sentences.
    """

    gone: list[str]
    new: list[str]
    changed: list[Change]
    notes: list[str]
    was: Mapping[str, File]
    will: Mapping[str, File]


def read(directory: Path, answers: Mapping[str, object] | None) -> Imported:
    """The project in a directory; `answers` are those of a gateway, None for a static one.

    Raises Failure where its files cannot be read.
    """
    file = directory / overlay.FILE
    way = "static" if answers is None else "gateway"
    raw = file.read_bytes()
    document = directory / ways.document_file(way)
    value = source.read(str(document)).value
    choices = overlay.read(raw, str(file))
    return Imported(way, choices, raw.decode("utf-8-sig"), Api(value, choices.extends))


def refresh(imported: Imported, directory: Path, named: str | None, answers: Answers) -> Refreshed:
    """Read the API's document again, from `named` if that is given, and compare.

    `answers` are those of a gateway. Raises Failure where nothing that was chosen is left.
    """
    extends = named_from(directory, named) if named else imported.overlay.extends
    choices = imported.overlay._replace(extends=extends)
    document = source.read(extends if url_of(extends) else str(directory / extends))
    took = taken.take(document, choices)
    there = {(one.route, one.method) for one in took.operations}
    lost = taken.chosen_keys(choices.actions) - there
    if not took.operations:
        raise Failure(
            f"{extends}: has none of the operations that {overlay.FILE} takes.",
            "Correct `extends` there, or name the document with --from.",
        )
    needs, before = _needs(imported.way, took), _needs(imported.way, _as_taken(imported))
    known = {overlay.target(("paths", *key)) for key in lost}
    unmatched = [target for target in took.missing if target not in known]
    notes = [
        *source.told(document),
        *took.notes,
        *(f"{overlay.FILE}: {target} matches nothing." for target in unmatched),
    ]
    if needs != before:
        notes.append(f"The API {needs}; before, it {before}: that is for you to change.")
    if took.api.server != imported.api.server:
        notes.append(f"The API is at {took.api.server or 'no known address'} now.")
    will = ways.made(imported.way, took.api, answers)
    was = ways.made(imported.way, imported.api, answers)
    text = _with_source(imported.text, extends)
    if took.unmentioned:
        text = overlay.appended(text, taken.removals(took.unmentioned))
    return Refreshed(
        sorted(f"{method.upper()} {route}" for route, method in lost),
        [str(one) for one in took.unmentioned],
        compare.changes(imported.api.document, took.api.document),
        notes,
        {**was, overlay.FILE: File(imported.text.encode())},
        {**will, overlay.FILE: File(_checked(text, choices, took).encode())},
    )


def named_from(directory: Path, source: str) -> str:
    """A document as the overlay in a directory names it: a file by its way from there."""
    if url := url_of(source):
        return url
    return Path(os.path.relpath(Path(source).absolute(), directory.absolute())).as_posix()


def _as_taken(imported: Imported) -> Taken:
    """What the project has of the API, as if it had been taken just now."""
    document = Document("", "", imported.api.document)
    return Taken(imported.api, list(operations(document)), document, [], [], [])


def _needs(way: str, took: Taken) -> Security:
    """What a gateway sends; of files on the API's own server, hosts know from the manifest."""
    if way == "static":
        return Security()
    return security.required(took.document, took.operations)


def _with_source(text: str, extends: str) -> str:
    line = overlay.dumped({"extends": extends})
    return re.sub(r"^extends:[^\n]*\n", lambda _: line, text, count=1, flags=re.MULTILINE)


def _checked(text: str, choices: Overlay, took: Taken) -> str:
    """The overlay's new text, which must mean what it is to mean, however somebody writes YAML."""
    meant = Overlay(choices.extends, [*choices.actions, *taken.removals(took.unmentioned)])
    read = overlay.read(text.encode(), overlay.FILE)
    if [*read.actions] != [*meant.actions] or read.extends != meant.extends:
        raise Failure(
            f"{overlay.FILE} cannot be added to: its `actions` are not the last field, in lines.",
            "Write them so, as they were written at first.",
        )
    return text
