"""What is put to the user, whatever their terminal can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

# Pieces of text, each with a style by its name: see `screen.py`.
Line = list[tuple[str, str]]


class Text(NamedTuple):
    """A text to write; `problem` says why one is no answer."""

    title: str
    default: str
    problem: Callable[[str], str | None]
    limit: int | None = None
    multiline: bool = False


class Choice(NamedTuple):
    """One of several answers."""

    label: str
    value: str


class Select(NamedTuple):
    """Something to choose; `card` gives, for a width in columns, what to look at meanwhile."""

    title: str
    choices: Sequence[Choice]
    default: str
    card: Callable[[int], Sequence[Line]] | None = None


class Back(NamedTuple):
    """No answer: the user goes back to the question before, and leaves a draft."""

    draft: str


class Asker(Protocol):
    """Where prompts are shown and answered."""

    def ask(self, prompt: Text | Select, before: Sequence[Line], *, back: bool) -> str | Back:
        """The answer, or the way back, which `back` allows.

        `before` is what was answered so far. Raises KeyboardInterrupt where the user leaves,
        EOFError at the end of the input.
        """

    def tell(self, lines: Sequence[Line]) -> None:
        """Leave lines on the screen."""


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for _, text in line)
