"""Models behind one interface: of a conversation and its tools each makes the next move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from scaffold.host.items import Item
from scaffold.host.tools import Tool


class Say(NamedTuple):
    """The answer, in Markdown."""

    text: str


class Call(NamedTuple):
    """An operation is to be called."""

    tool: str
    arguments: Mapping[str, Any]


class Ask(NamedTuple):
    """The user is asked for what the model cannot know; see `items.Form`."""

    text: str
    tool: str = ""
    arguments: Mapping[str, Any] = {}
    can_answer: bool = False
    draft: str = ""


Move = Say | Call | Ask


class Model(Protocol):
    """Whoever decides what to call, and what to say."""

    name: str

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:
        """What is to be done next; the last item is the question, or what came of the last call."""
        ...
