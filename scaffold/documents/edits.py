"""Changes to the text of a JSON document that leave the rest of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from scaffold.documents.document import Document
from scaffold.documents.problem import Edit, Pointer


def replacement(document: Document, path: Pointer, value: str) -> Edit | None:
    """Puts a text in the place of a value; None where there is no value of its own there."""
    *parents, name = path
    span = document.spans.get(id(document.get(*parents)), {}).get(name)
    return Edit(span[2], span[3], json.dumps(value), (path, value)) if span else None


def insertion(document: Document, path: Pointer, name: str, value: str) -> Edit | None:
    """Puts a text field first into an object, indented as what follows it; None for no object."""
    *parents, last = path
    span = document.spans.get(id(document.get(*parents)), {}).get(last)
    parent = document.get(*path)
    if span is None or not isinstance(parent, dict):
        return None
    at = span[2] + 1
    field = f"{json.dumps(name)}: {json.dumps(value)}" + ("," if parent else "")
    if indented := re.compile(r"\r?\n[ \t]*").match(document.text, at):
        return Edit(at, at, indented[0] + field, ((*path, name), value))
    return Edit(at, at, f"{field} " if parent else field, ((*path, name), value))


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; one that lies in another is done by it.

    Insertions come before what is taken out behind them.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end > edit.start, -edit.end)):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
