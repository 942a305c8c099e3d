"""A call of an operation, sent as hosts did: bounded, and again after a while where that helps."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.openapi.request import Request
from scaffold.plugin.model import MAX_RESPONSE
from scaffold.plugin.server import send

# Seconds before the second and the third try; hosts backed off on 429 and 5xx.
_WAITS = (1.0, 3.0)
# What a plugin may ask for by Retry-After; who must wait longer is told.
_LONGEST_WAIT = 10.0
_SAFE = ("GET", "HEAD", "OPTIONS")

AUTHORIZATION = "Authorization"


class Attempt(NamedTuple):
    """One try: what came of it, in how many seconds, and how long was waited before it."""

    outcome: str
    seconds: float
    waited: float


class Called(NamedTuple):
    """A call that has been made."""

    request: Request
    attempts: list[Attempt]
    response: Response
    # Characters of the response.
    size: int
    # What the model is told.
    text: str

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return sum(attempt.seconds + attempt.waited for attempt in self.attempts)

    @property
    def is_good(self) -> bool:
        """Whether the plugin did what it was asked to, in an answer that can be read."""
        return 200 <= self.response.status < 300 and self.size <= MAX_RESPONSE


def call(client: Client, request: Request, sleep: Callable[[float], None] = time.sleep) -> Called:
    """Send a request and read what came back, at most 45 s for each try.

    What changes nothing is sent again after a 5xx, everything after a 429: then nothing was done.
    """
    attempts: list[Attempt] = []
    waited = 0.0
    for least in (*_WAITS, None):
        begun = time.monotonic()
        response = send(client, request)
        seconds = time.monotonic() - begun
        attempts.append(Attempt(response.problem or str(response.status), seconds, waited))
        if least is None or not _may_repeat(request, response):
            break
        waited = max(least, _retry_after(response))
        if waited > _LONGEST_WAIT:
            break
        sleep(waited)
    size, text = _told(response)
    return Called(request, attempts, response, size, text)


def _may_repeat(request: Request, response: Response) -> bool:
    return response.status == 429 or (request.method in _SAFE and response.status >= 500)


def _retry_after(response: Response) -> float:
    """Seconds; a date, which it may be too, is passed over."""
    written = response.headers.get("retry-after", "")
    return float(written) if written.isdecimal() and len(written) < 6 else 0.0


def _told(response: Response) -> tuple[int, str]:
    """Size in characters, and what the model is told of a response."""
    if response.problem:
        return 0, f"The plugin could not be called: {response.problem}."
    text = response.body.decode("utf-8", "replace")
    if len(text) > MAX_RESPONSE:
        return len(text), (
            f"The response has more than {MAX_RESPONSE:,} characters, and was not read."
        )
    return len(text), text or f"({response.status}, and nothing more)"


def curl(request: Request, secret: str) -> str:
    """The request as a command of a shell; `secret` is the variable that stands for the key."""
    return " \\\n  ".join(_curl(request, secret))


def _curl(request: Request, secret: str) -> Iterator[str]:
    yield f"curl -X {request.method} {shlex.quote(request.url)}"
    for name, value in request.headers.items():
        if name == AUTHORIZATION:
            yield f'-H "{name}: {value.partition(" ")[0]} ${secret}"'
        else:
            yield f"-H {shlex.quote(f'{name}: {value}')}"
    if request.body is not None:
        yield f"--data-raw {shlex.quote(request.body.decode('utf-8', 'replace'))}"
