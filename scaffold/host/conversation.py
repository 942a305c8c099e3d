"""A conversation: questions, calls that wait for the user's word, responses, answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scaffold.errors import Failure
from scaffold.fetch.response import Response
from scaffold.host import calls, validation
from scaffold.host.calls import AUTHORIZATION
from scaffold.host.items import (
    INVALID,
    REFUSED,
    SENDING,
    SENT,
    WAITING,
    Answer,
    Card,
    Form,
    Item,
    Question,
)  # fmt: skip
from scaffold.host.models import Ask, Call, Model, Say
from scaffold.host.previews import previews
from scaffold.host.registration import Registration
from scaffold.host.signin import SignIn
from scaffold.host.tools import Tool, tools
from scaffold.openapi import request

MAX_PLUGINS = 3
MAX_ROUNDS = 5


class Conversation:
    """One user's, with at most three plugins. Its items only grow, and change in place."""

    def __init__(
        self,
        id: str,  # noqa: A002
        registrations: Sequence[Registration],
        *,
        user: str,
        model: Model,
        region: str,
        headers: Mapping[str, str],
        changed: Callable[[], None] = lambda: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`headers` are the host's own, sent with each call."""
        if not 1 <= len(registrations) <= MAX_PLUGINS:
            raise Failure(f"A conversation has one to {MAX_PLUGINS} plugins.")
        self.id = id
        self.registrations = list(registrations)
        self.user = user
        self.model = model
        self.region = region
        self.tools = tools(registrations)
        self.items: list[Item] = []
        self._headers = dict(headers)
        self._changed = changed
        self._sleep = sleep
        # One move at a time; who comes meanwhile is told.
        self._lock = threading.Lock()

    @property
    def title(self) -> str:
        """What it is about."""
        asked = next((item.text for item in self.items if isinstance(item, Question)), "")
        return asked or "New conversation"

    @property
    def waiting(self) -> Card | Form | None:
        """What waits for the user."""
        for item in self.items:
            if isinstance(item, Card) and item.state == WAITING:
                return item
            if isinstance(item, Form) and item.is_open:
                return item
        return None

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
            self._add(Question(text.strip()))
            self._go_on()

        self._alone(begin)

    def confirm(self, card: Card, arguments: Mapping[str, Any]) -> None:
        """The user lets a call be sent, with these arguments."""

        def begin() -> None:
            if card.state != WAITING:
                raise Failure("This call waits no longer.")
            card.arguments = dict(arguments)
            card.problems = validation.problems(card.tool.schema, card.arguments)
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
            repeated.problems = validation.problems(card.tool.schema, repeated.arguments)
            repeated.state = INVALID if repeated.problems else repeated.state
            self._add(repeated)
            if not repeated.problems:
                self._send(repeated)

        self._alone(begin)

    def _alone(self, move: Callable[[], None]) -> None:
        if not self._lock.acquire(blocking=False):
            raise Failure("The conversation is busy.", "Wait for what is on its way.")
        try:
            move()
        finally:
            self._lock.release()
            self._changed()

    def _go_on(self) -> None:
        """Ask the model for its move until it is the user's turn."""
        while True:
            move = self.model.move(self.items, self.tools)
            if isinstance(move, Say):
                self._answer(move.text)
                return
            if isinstance(move, Ask):
                form = Form(move.text, self._tool(move.tool), move.arguments, move.can_answer)
                form.draft = move.draft
                self._add(form)
                return
            if self._rounds() >= MAX_ROUNDS:
                self._add(Answer(f"Stopped: {MAX_ROUNDS} calls for one question are enough."))
                return
            if self._decide(move):
                return

    def _decide(self, call: Call) -> bool:
        """Take a model's call; true where it waits for the user."""
        tool = self._tool(call.tool)
        if tool is None:
            raise Failure(f"There is no operation {call.tool}.")
        card = Card(tool, call.arguments)
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
        registration = card.tool.registration
        card.state, card.problems = SENDING, []
        self._changed()
        try:
            made = request.build(registration.base, card.tool.operation, card.arguments)
            key = registration.authorization(self.user)
            card.called = self._call(registration, made, key)
        except (Failure, ValueError) as error:
            card.state = INVALID
            card.problems = [getattr(error, "sentence", str(error)).rstrip(".")]
            return
        card.state = SENT

    def _call(self, registration: Registration, made: request.Request, key: str) -> calls.Called:
        def send(key: str) -> calls.Called:
            own = {**self._headers, **({AUTHORIZATION: key} if key else {})}
            whole = made._replace(headers={**made.headers, **own})
            return calls.call(registration.client, whole, self._sleep)

        called = send(key)
        access = registration.users.get(self.user)
        if isinstance(access, SignIn) and _is_refused(called.response) and access.refresh_token:
            # The plugin knows better than `expires_in`.
            access.expire()
            called = send(registration.authorization(self.user))
        return called

    def _close(self, form: Form) -> None:
        if not form.is_open:
            raise Failure("This was answered already.")
        form.is_open = False

    def _rounds(self) -> int:
        """How many calls the last question has led to."""
        count = 0
        for item in reversed(self.items):
            if isinstance(item, Question):
                break
            count += isinstance(item, Card)
        return count

    def _answer(self, text: str) -> None:
        self._add(answer := Answer(text))
        answer.previews = previews(text, self.registrations)

    def _tool(self, name: str) -> Tool | None:
        return next((tool for tool in self.tools if tool.name == name), None)

    def _add(self, item: Item) -> None:
        self.items.append(item)
        self._changed()


def _is_refused(response: Response) -> bool:
    return response.status == 401
