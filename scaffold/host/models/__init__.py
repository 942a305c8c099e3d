"""Models behind one interface: of a conversation and its tools each makes the next move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from scaffold.host.items import Item, Tokens, Trouble
from scaffold.host.tools import Tool


class Say(NamedTuple):
    """The answer, in Markdown."""

    text: str
    tokens: Tokens | None = None


class Stream(NamedTuple):
    """The answer as it comes: `run` hands on each piece of it, and ends with what it took.

    Raises Failure where it breaks off.
    """

    run: Callable[[Callable[[str], None]], Tokens]


class Call(NamedTuple):
    """An operation is to be called."""

    tool: str
    arguments: Mapping[str, Any]
    tokens: Tokens | None = None


class Ask(NamedTuple):
    """The user is asked for what the model cannot know; see `items.Form`."""

    text: str
    tool: str = ""
    arguments: Mapping[str, Any] = {}
    can_answer: bool = False
    draft: str = ""


# A Trouble is what the model called and cannot be; it is told, and may try again.
Move = Say | Stream | Call | Ask | Trouble


class Model(Protocol):
    """Whoever decides what to call, and what to say."""

    name: str

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:
        """What is to be done next; the last item is the question, or what came of the last call.

        Without tools only an answer is of use. Raises Failure where the model cannot be had.
        """
        ...
