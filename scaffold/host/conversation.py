"""A conversation: questions, calls that wait for the user's word, responses, answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scaffold.errors import Failure
from scaffold.host import sending, validation
from scaffold.host.items import (
    INVALID,
    REFUSED,
    SENDING,
    WAITING,
    Answer,
    Card,
    Form,
    Item,
    Question,
    Tokens,
    Trouble,
    rounds,
    waiting,
)  # fmt: skip
from scaffold.host.models import Ask, Call, Model, Say, Stream
from scaffold.host.previews import previews
from scaffold.host.registration import Registration
from scaffold.host.tools import Named, Tool, tools

MAX_ROUNDS = 5
_LONGEST_TITLE = 80


class Conversation:
    """One user's, with some plugins. Its items only grow, and change in place."""

    def __init__(
        self,
        id: str,  # noqa: A002
        registrations: Sequence[Registration],
        *,
        user: str,
        model: Model,
        region: str,
        headers: Mapping[str, str],
        plugins: Sequence[Named] = (),
        changed: Callable[[], None] = lambda: None,
        keep: Callable[[Conversation], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`headers` are the host's own, sent with each call; `keep` is called after each move.

        `plugins` are all it was begun with; where not every one of them is registered now, it can
        be read and no more.
        """
        self.id = id
        # What the user calls it.
        self.name = ""
        self.registrations = list(registrations)
        self.plugins = list(plugins) or [Named(each.place, each.name) for each in registrations]
        self.user = user
        self.model = model
        self.region = region
        self.tools = tools(registrations)
        self.items: list[Item] = []
        self._headers = dict(headers)
        self._changed = changed
        self._keep = keep
        self._sleep = sleep
        # One move at a time; who comes meanwhile is told.
        self._lock = threading.Lock()

    @property
    def is_live(self) -> bool:
        """Whether its plugins are here, so that it can go on."""
        return len(self.registrations) == len(self.plugins)

    @property
    def title(self) -> str:
        """What it is about."""
        asked = next((item.text for item in self.items if isinstance(item, Question)), "")
        return self.name or " ".join(asked.split())[:_LONGEST_TITLE] or "New conversation"

    @property
    def waiting(self) -> Card | Form | None:
        """What waits for the user."""
        return waiting(self.items)

    @property
    def is_busy(self) -> bool:
        """Whether a move is being made."""
        return self._lock.locked()

    def say(self, text: str) -> None:
        """The user says something; all that follows, until it is the user's turn."""

        def begin() -> None:
            if self.waiting:
                raise Failure("Something above waits for you.", "Answer that first.")
            if not text.strip():
                raise Failure("Say something first.")
            # The plugins as they are by now.
            self.tools = tools(self.registrations)
            self._add(Question(text.strip(), self.model.name))
            self._go_on()

        self._alone(begin)

    def confirm(self, card: Card, arguments: Mapping[str, Any]) -> None:
        """The user lets a call be sent, with these arguments."""

        def begin() -> None:
            if card.state != WAITING:
                raise Failure("This call waits no longer.")
            card.was_edited = card.was_edited or dict(arguments) != card.arguments
            card.arguments = dict(arguments)
            card.problems = validation.problems(_tool_of(card).schema, card.arguments)
            if not card.problems:
                self._send(card)
                self._go_on()

        self._alone(begin)

    def refuse(self, card: Card) -> None:
        """The user does not let a call be sent."""

        def begin() -> None:
            if card.state != WAITING:
                raise Failure("This call waits no longer.")
            card.state = REFUSED
            card.problems = []
            self._go_on()

        self._alone(begin)

    def pick(self, form: Form, tool: Tool | None) -> None:
        """The user picks an operation: it is called at once, or asks for its arguments first.

        None goes back to the choice.
        """
        if not form.is_open:
            raise Failure("This was answered already.")
        form.tool = tool
        if tool and not tool.arguments:
            self.fill(form, tool, {})

    def fill(self, form: Form, tool: Tool, arguments: Mapping[str, Any]) -> None:
        """The user says which operation to call, with what."""

        def begin() -> None:
            self._close(form)
            self._propose(tool, arguments)

        self._alone(begin)

    def answer(self, form: Form, text: str) -> None:
        """The user says the answer in the model's place."""

        def begin() -> None:
            self._close(form)
            self._answer(text.strip())

        self._alone(begin)

    def again(self, card: Card, arguments: Mapping[str, Any]) -> None:
        """The user sends a call once more, with other arguments."""

        def begin() -> None:
            if self.waiting:
                raise Failure("Something waits for you.", "Answer that first.")
            repeated = Card(card.tool, dict(arguments), was_asked=True)
            repeated.problems = validation.problems(_tool_of(card).schema, repeated.arguments)
            repeated.state = INVALID if repeated.problems else repeated.state
            self._add(repeated)
            if not repeated.problems:
                self._send(repeated)

        self._alone(begin)

    def _alone(self, move: Callable[[], None]) -> None:
        if not self.is_live:
            here = {plugin.place for plugin in self.registrations}
            missing = ", ".join(plugin.name for plugin in self.plugins if plugin.place not in here)
            hint = f"Register it, and activate it for {self.user}."
            raise Failure(f"{missing}: not here, so this conversation can only be read.", hint)
        if not self._lock.acquire(blocking=False):
            raise Failure("The conversation is busy.", "Wait for what is on its way.")
        try:
            move()
        finally:
            self._lock.release()
            self._keep(self)
            self._changed()

    def _go_on(self) -> None:
        """Ask the model for its move until it is the user's turn."""
        while not self._move():
            pass

    def _move(self) -> bool:
        """Let the model make one move; true where it is the user's turn then."""
        spent = rounds(self.items) >= MAX_ROUNDS
        try:
            move = self.model.move(self.items, [] if spent else self.tools)
            if isinstance(move, Stream):
                self._stream(move)
                return True
        except Failure as failure:
            stopped = f"Stopped after {MAX_ROUNDS} calls. " if spent else ""
            self._add(Trouble(f"{stopped}{failure.sentence} {failure.hint}".strip()))
            return True
        if isinstance(move, Say):
            self._answer(move.text, move.tokens)
            return True
        if isinstance(move, Ask):
            form = Form(move.text, self._tool(move.tool), move.arguments, move.can_answer)
            form.draft = move.draft
            self._add(form)
            return True
        if spent:
            self._add(Trouble(f"Stopped: {MAX_ROUNDS} calls for one question are enough."))
            return True
        if isinstance(move, Trouble):
            self._add(move)
            return False
        return self._decide(move)

    def _stream(self, move: Stream) -> None:
        self._add(answer := Answer(""))

        def take(piece: str) -> None:
            answer.text += piece
            self._changed()

        try:
            answer.tokens = move.run(take)
        except Failure:
            if not answer.text:
                self.items.remove(answer)
            raise
        answer.previews = previews(answer.text, self.registrations)

    def _decide(self, call: Call) -> bool:
        """Take a model's call; true where it waits for the user."""
        tool = self._tool(call.tool)
        if tool is None:
            self._add(Trouble(f"There is no operation {call.tool}.", call.tool))
            return False
        card = Card(tool, call.arguments, tokens=call.tokens)
        card.problems = validation.problems(tool.schema, call.arguments)
        if card.problems:
            card.state = INVALID
        elif tool.is_write:
            card.state, card.was_asked = WAITING, True
        self._add(card)
        if card.state == "new":
            self._send(card)
        return card.state == WAITING

    def _propose(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        card = Card(tool, arguments)
        card.problems = validation.problems(tool.schema, arguments)
        if card.problems:
            # It was the user who filled it in: the form is put again.
            self._add(Form("; ".join(card.problems), tool, arguments))
            return
        if not self._decide(Call(tool.name, arguments)):
            self._go_on()

    def _send(self, card: Card) -> None:
        card.state, card.problems = SENDING, []
        self._changed()
        sending.send(card, self.user, self._headers, self._sleep)

    def _close(self, form: Form) -> None:
        if not form.is_open:
            raise Failure("This was answered already.")
        form.is_open = False

    def _answer(self, text: str, tokens: Tokens | None = None) -> None:
        self._add(answer := Answer(text, tokens=tokens))
        answer.previews = previews(text, self.registrations)

    def _tool(self, name: str) -> Tool | None:
        return next((tool for tool in self.tools if tool.name == name), None)

    def _add(self, item: Item) -> None:
        self.items.append(item)
        self._changed()


def _tool_of(card: Card) -> Tool:
    if isinstance(card.tool, Tool):
        return card.tool
    raise Failure(f"{card.tool.plugin_name} has no operation {card.tool.id} any more.")
