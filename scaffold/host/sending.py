"""A card's call is sent, with the key or the token of its user."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scaffold.errors import Failure
from scaffold.host import calls
from scaffold.host.calls import AUTHORIZATION
from scaffold.host.items import INVALID, SENT, Card
from scaffold.host.registration import Registration
from scaffold.host.signin import SignIn
from scaffold.host.tools import Tool
from scaffold.openapi import request


def send(card: Card, user: str, headers: Mapping[str, str], sleep: Callable[[float], None]) -> None:
    """Send a card's call, and put into it what came of that; `headers` go with each call."""
    assert isinstance(card.tool, Tool)  # noqa: S101
    registration = card.tool.registration
    try:
        made = request.build(registration.base, card.tool.operation, card.arguments)
        whole = made._replace(headers={**made.headers, **headers})
        card.called = _call(registration, user, whole, sleep)
    except (Failure, ValueError) as error:
        card.state = INVALID
        card.problems = [getattr(error, "sentence", str(error)).rstrip(".")]
        return
    card.state = SENT


def _call(
    registration: Registration,
    user: str,
    made: request.Request,
    sleep: Callable[[float], None],
) -> calls.Called:
    def send(key: str) -> calls.Called:
        own = {AUTHORIZATION: key} if key else {}
        whole = made._replace(headers={**made.headers, **own})
        return calls.call(registration.client, whole, sleep)

    called = send(registration.authorization(user))
    access = registration.users.get(user)
    is_refused = called.response.status == 401
    if isinstance(access, SignIn) and is_refused and access.refresh_token:
        # The plugin knows better than `expires_in`.
        access.expire()
        called = send(registration.authorization(user))
    return called
