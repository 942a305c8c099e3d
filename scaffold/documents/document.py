"""A file as it was read: its text and value, where each part stands, what was wrong with it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from scaffold.documents import secrets
from scaffold.documents.problem import Pointer, Problem

# Where the name and the value of a field stand: start and end of each, in characters.
Span = tuple[int, int, int, int]

# By the identity of an object or list, which the document keeps alive, and by field or position.
Spans = dict[int, dict[str | int, Span]]

# Values nested deeper are none that a host reads, and would exhaust Python's stack.
MAX_DEPTH = 100

# Of a line that is shown; a minified file is one line.
_MAX_EXCERPT = 120

# Longer than a credential.
_MARGIN = 300


class Place(NamedTuple):
    """Line and column, from 1; the line's text, and what of it is meant."""

    line: int
    column: int
    excerpt: str
    indent: int
    width: int


@dataclass(frozen=True)
class Document:
    """A JSON or YAML file; `value` is as much of it as could be read."""

    name: str
    text: str
    value: Any
    spans: Spans = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # False where reading stopped early, so that nothing can be said of what is missing.
    complete: bool = True
    # Fields whose name YAML reads as a number: (identity of the object, name).
    unquoted: frozenset[tuple[int, str]] = frozenset()

    def span(self, path: Pointer, *, on_key: bool = False) -> tuple[int, int]:
        """Start and end of a value, or of its name; of its nearest parent where it is missing."""
        place = (0, 0)
        value = self.value
        for step in path:
            span = self.spans.get(id(value), {}).get(step)
            if span is None:
                break
            last = step == path[-1] and on_key
            # Of an object only its name is of use: it may fill pages.
            value = value[step]
            place = span[:2] if last or isinstance(value, dict | list) else span[2:]
        return place

    def place(self, start: int, end: int) -> Place:
        """Line and column of a piece of text."""
        starts = self._line_starts
        line = bisect_right(starts, start) - 1
        begin = starts[line]
        stop = starts[line + 1] - 1 if line + 1 < len(starts) else len(self.text)
        # Of a long line a piece around the place; what is beside it decides what is a credential.
        long = stop - begin > _MAX_EXCERPT
        first = max(begin, start - _MAX_EXCERPT // 3) if long else begin
        margin = max(begin, first - _MARGIN)
        piece = secrets.hidden(self.text[margin : min(stop, first + _MAX_EXCERPT + _MARGIN)])
        excerpt = piece[first - margin :][:_MAX_EXCERPT].rstrip("\r")
        width = max(1, min(end, first + len(excerpt)) - start)
        return Place(line + 1, start - begin + 1, excerpt, start - first, width)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        at = self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def get(self, *path: str | int) -> Any:
        """The value at a path; None where there is none."""
        value = self.value
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value
