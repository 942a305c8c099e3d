"""Python as `ruff format` leaves it: on one line where it fits, else one item a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

WIDTH = 100
_INDENT = 4


class Text(NamedTuple):
    """A value that is a text; where it does not fit, it is written in several pieces."""

    text: str

    @property
    def flat(self) -> str:
        """It on one line."""
        return quoted(self.text)


class Group(NamedTuple):
    """Items between brackets, such as the arguments of a call; `before` is what is called."""

    before: str
    brackets: str
    items: Sequence[Node]
    after: str = ""

    @property
    def flat(self) -> str:
        """It on one line."""
        inside = ", ".join(flat(item) for item in self.items)
        return f"{self.before}{self.brackets[0]}{inside}{self.brackets[1]}{self.after}"


class Named(NamedTuple):
    """An argument with its name, or a key with its value: `lead` ends with `=` or `: `."""

    lead: str
    value: Node

    @property
    def flat(self) -> str:
        """It on one line."""
        return self.lead + flat(self.value)


Node = str | Text | Group | Named


def call(name: str, *items: Node, after: str = "") -> Group:
    """A call, or the head of a function."""
    return Group(name, "()", items, after)


def flat(node: Node) -> str:
    """Anything on one line."""
    return node if isinstance(node, str) else node.flat


def lines(node: Node, indent: int = 0, lead: str = "", trail: str = "") -> list[str]:
    """The lines of a statement or an item, `lead` before it and `trail` after it."""
    margin = " " * indent
    whole = f"{margin}{lead}{flat(node)}{trail}"
    if width(whole) <= WIDTH or isinstance(node, str):
        return [whole]
    if isinstance(node, Named):
        return lines(node.value, indent, lead + node.lead, trail)
    deeper = indent + _INDENT
    if isinstance(node, Text):
        inside = [" " * deeper + quoted(part) for part in pieces(node.text, WIDTH - deeper - 2)]
        return [f"{margin}{lead}(", *inside, f"{margin}){trail}"]
    first = f"{margin}{lead}{node.before}{node.brackets[0]}"
    inside = [line for item in node.items for line in lines(item, deeper, trail=",")]
    return [first, *inside, f"{margin}{node.brackets[1]}{node.after}{trail}"]


def width(text: str) -> int:
    """How many columns a text takes: some letters, such as Chinese ones, take two."""
    return len(text) + sum(east_asian_width(c) in "WF" for c in text if not c.isascii())


def pieces(text: str, room: int) -> list[str]:
    """A text cut between words, each at most `room` columns wide within its quotes."""
    parts = [""]
    for word in text.replace(" ", " \0").split("\0"):
        if parts[-1] and width(quoted(parts[-1] + word)) > room + 2:
            parts.append("")
        parts[-1] += word
        while width(quoted(parts[-1])) > room + 2:
            cut = _cut(parts[-1], room)
            parts[-1:] = [parts[-1][:cut], parts[-1][cut:]]
    return parts


def _cut(text: str, room: int) -> int:
    """How much of a text without spaces fits."""
    cut = min(len(text) - 1, room)
    while cut > 1 and width(quoted(text[:cut])) > room + 2:
        cut -= 1
    return cut


def quoted(text: str) -> str:
    """A text as Python writes it, in the quotes that need fewer backslashes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = "".join(_ESCAPES.get(c) or (c if c.isprintable() else _code(c)) for c in text)
    return quote + escaped.replace(quote, f"\\{quote}") + quote


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _code(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def value(given: object) -> Node:
    """Plain data as Python."""
    if isinstance(given, str):
        return Text(given)
    if isinstance(given, dict):
        return Group("", "{}", [Named(f"{quoted(str(k))}: ", value(v)) for k, v in given.items()])
    if isinstance(given, list):
        return Group("", "[]", [value(item) for item in given])
    return repr(given)
