"""What is wrong in a document, and where."""

from __future__ import annotations

from typing import NamedTuple

# The steps from the root of a document to a value: names of fields and positions in lists.
Pointer = tuple[str | int, ...]


class Edit(NamedTuple):
    """Characters `start` to `end` of a document become `text`; no decision of its author is needed.

    What the document means stays, unless `sets` names a value that it then has, at a pointer.
    """

    start: int
    end: int
    text: str
    sets: tuple[Pointer, str] | None = None


class Problem(NamedTuple):
    """One thing that is wrong with the value at `path`, or with a piece of the text itself.

    `span` is that piece, from its first character to the one behind its last. `on_key`: the name
    of the field is at fault, not its value. `rule` is the id of the rule that tells of it, where
    whoever looked knows; `hint` says how to fix this one, where the rule's own words are vague;
    `edit` fixes it.
    """

    message: str
    path: Pointer = ()
    hint: str = ""
    rule: str = ""
    on_key: bool = False
    span: tuple[int, int] | None = None
    edit: Edit | None = None


def dotted(path: Pointer) -> str:
    """A pointer as people write it: `auth.type`."""
    return ".".join(map(str, path))[:120]
