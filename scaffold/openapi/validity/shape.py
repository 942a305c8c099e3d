"""The words in which a version of OpenAPI is written down: shapes, and kinds of fields."""

from __future__ import annotations

from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The types of a schema.
TYPES = ("array", "boolean", "integer", "number", "object", "string")

# A field holds a kind: one of these, the name of a shape, a tuple of words to choose from, a list
# of a kind, or {kind}: names of the author's own, each with that kind.
Kind = Any
PLAIN = {"text", "flag", "number", "count", "any", "object", "texts", "list", "versioned"}


class Shape(NamedTuple):
    """An object of the specification: fields, those it must have, and a pattern for free names."""

    fields: dict[str, Kind]
    required: tuple[str, ...] = ()
    names: str = ""
    named: Kind = None
    can_refer: bool = False
    # Takes any field beside those known.
    open: bool = False


def shape(required: str = "", **fields: Kind) -> Shape:
    """A shape whose fields are all identifiers."""
    return Shape(fields, tuple(required.split()))
