"""What a conversation consists of, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scaffold.host.calls import Called
from scaffold.host.tools import Kept, Tool


@dataclass
class Question:
    """What the user says; `model` is who is asked."""

    text: str
    model: str = ""


class Preview(NamedTuple):
    """What a page says of itself (Open Graph)."""

    url: str
    title: str
    description: str
    # A raster image; empty without one.
    image: bytes


class Tokens(NamedTuple):
    """What a model was given and gave, in tokens: as its endpoint counts, or else about so many."""

    given: int
    made: int
    counted: bool


@dataclass
class Answer:
    """What the model says, in Markdown."""

    text: str
    previews: list[Preview] = field(default_factory=list)
    tokens: Tokens | None = None


@dataclass
class Trouble:
    """What kept a model from going on. With `tool`, the call that cannot be: the model is told."""

    text: str
    tool: str = ""
    tokens: Tokens | None = None


@dataclass
class Form:
    """What the user is asked by a model that cannot know it: an operation, or arguments of one.

    With `can_answer` the user may also say the answer: then the user is the model.
    """

    text: str
    tool: Tool | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    can_answer: bool = False
    draft: str = ""
    is_open: bool = True


@dataclass
class Card:
    """One call that a model decided on, and what became of it."""

    tool: Tool | Kept
    arguments: Mapping[str, Any]
    # Waiting for the user's word; refused; not fit to be sent; on its way; sent.
    state: str = "new"
    # What keeps it from being sent.
    problems: list[str] = field(default_factory=list)
    was_asked: bool = False
    # The user sent it with other arguments than the model's.
    was_edited: bool = False
    called: Called | None = None
    tokens: Tokens | None = None

    @property
    def text(self) -> str:
        """What the model is told of it."""
        if self.state == "refused":
            return "The user refused this call."
        if self.problems:
            return "Not sent: " + "; ".join(self.problems)
        return self.called.text if self.called else ""


Item = Question | Answer | Trouble | Form | Card

WAITING, REFUSED, INVALID, SENDING, SENT = "waiting", "refused", "invalid", "sending", "sent"


def waiting(items: Sequence[Item]) -> Card | Form | None:
    """What waits for the user."""
    for item in items:
        if isinstance(item, Card) and item.state == WAITING:
            return item
        if isinstance(item, Form) and item.is_open:
            return item
    return None


def rounds(items: Sequence[Item]) -> int:
    """How many calls the last question has led to."""
    count = 0
    for item in reversed(items):
        if isinstance(item, Question):
            break
        count += isinstance(item, Card) or (isinstance(item, Trouble) and bool(item.tool))
    return count
