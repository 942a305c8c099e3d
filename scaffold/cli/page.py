"""A page of help, as text: it fits the terminal, narrow ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Entry(NamedTuple):
    """An option or a command: how it is typed, what it does, what its values mean."""

    term: str
    text: str
    values: Mapping[str, str] = {}


def page(
    usage: Sequence[str],
    text: str,
    examples: Iterable[str],
    sections: Mapping[str, Sequence[Entry]],
    width: int,
) -> str:
    """The page in lines of at most `width` characters; examples stay whole, to be copied.

    `usage` is the command and what follows it; `text` has its paragraphs between empty lines.
    """
    lines = list(_hanging("Usage: ", " ".join(usage), width))
    for paragraph in text.strip().split("\n\n"):
        lines += ["", *wrapped(paragraph, width)]
    lines += ["", "Examples:", *(f"  {example}" for example in examples)]
    entries = [entry for section in sections.values() for entry in section]
    widest = max(len(entry.term) for entry in entries)
    for heading, section in sections.items():
        lines += ["", *wrapped(f"{heading}:", width)]
        for entry in section:
            lines += _definition(entry, widest, width)
    return "\n".join(lines)


def wrapped(text: str, width: int) -> Iterator[str]:
    """`text` in lines of at most `width` characters; a longer word has a line of its own."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _hanging(first: str, text: str, width: int) -> Iterator[str]:
    """`text` behind `first`, its further lines below its own first one."""
    for line in wrapped(text, width - len(first)):
        yield f"{first}{line}".rstrip()
        first = " " * len(first)


def _definition(entry: Entry, widest: int, width: int) -> Iterator[str]:
    # Below each other where side by side would leave the text too narrow to read.
    beside = widest + 4 + 30 <= width
    column = widest + 4 if beside else 6
    head = f"  {entry.term}"
    if not beside:
        yield head
        head = ""
    yield from _hanging(head.ljust(column), entry.text, width)
    yield from _values(entry.values, column + 2, width)


def _values(values: Mapping[str, str], column: int, width: int) -> Iterator[str]:
    longest = max(map(len, values), default=0)
    beside = longest <= (width - column) // 2
    for value, meaning in values.items():
        head = f"{' ' * column}{value:<{longest}}  "
        if not beside:
            yield head.rstrip()
            head = " " * (column + 2)
        yield from _hanging(head, meaning, width)
