"""What is put to the user, whatever their terminal can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
_Answer = TypeVar("_Answer", covariant=True)

# Pieces of text, each with a style by its name: see `screen.py`.
Line = list[tuple[str, str]]


class Prompt(Protocol[_Answer]):
    """A question."""

    @property
    def title(self) -> str:
        """What is asked."""

    @property
    def default(self) -> _Answer:
        """What whoever only agrees answers."""


class Text(NamedTuple):
    """A text to write; `problem` says why one is no answer.

    `draft` is what the user wrote before: unlike the default, it is there to be written on, or
    deleted. `placeholder` is an example for where there is neither. A `secret` is not shown.
    """

    title: str
    default: str
    problem: Callable[[str], str | None]
    limit: int | None = None
    multiline: bool = False
    draft: str = ""
    placeholder: str = ""
    secret: bool = False


class Choice(NamedTuple, Generic[T]):
    """One of several answers."""

    label: str
    value: T


class Select(NamedTuple, Generic[T]):
    """One of several; `card` gives, for a width in columns, what to look at meanwhile."""

    title: str
    default: T
    choices: Sequence[Choice[T]]
    card: Callable[[int], Sequence[Line]] = lambda _: ()


class Checklist(NamedTuple, Generic[T]):
    """Any of several; `problem` says why these together are no answer.

    `measure` tells how much is ticked. Of `many`, what is typed looks for some.
    """

    title: str
    default: Sequence[T]
    choices: Sequence[Choice[T]]
    problem: Callable[[Sequence[T]], str | None] = lambda _: None
    measure: Callable[[Sequence[T]], str] = lambda _: ""
    many: bool = False


def confirm(title: str, *, default: bool) -> Select[bool]:
    """Yes or no."""
    return Select(title, default, [Choice("Yes", value=True), Choice("No", value=False)])


class Back(NamedTuple):
    """No answer: the user goes back to the question before, and leaves a draft."""

    draft: Any


class Asker(Protocol):
    """Where prompts are shown and answered."""

    def ask(self, prompt: Prompt[T], before: Sequence[Line], *, back: bool) -> T | Back:
        """The answer, or the way back, which `back` allows.

        `before` is what was answered so far. Raises KeyboardInterrupt where the user leaves,
        EOFError at the end of the input.
        """

    def tell(self, lines: Sequence[Line]) -> None:
        """Leave lines on the screen."""


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(text for _, text in line)
