"""*You*: the user is the model: picks an operation, fills in a form, and says the answer."""

from __future__ import annotations

from collections.abc import Sequence

from scaffold.host.items import Card, Item
from scaffold.host.models import Ask, Move
from scaffold.host.models.telling import answer
from scaffold.host.tools import Tool


class You:
    """Asks the user for every move."""

    name = "you"

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:  # noqa: ARG002
        """The next call, or the answer: the response in Markdown is its draft."""
        last = items[-1]
        if isinstance(last, Card):
            return Ask(
                "You are the model. Say the answer, or call once more.",
                can_answer=True,
                draft=answer(last),
            )
        return Ask("You are the model. Which operation do you call?", can_answer=True)
