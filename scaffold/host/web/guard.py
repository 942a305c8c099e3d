"""Who may ask: this machine's user, by the secret of the launch, and no page of anybody else's.

Loopback alone is no wall: every page in the user's browser reaches it (CVE-2025-49596), a rebound
name reaches it without an Origin, and another port of this machine is the same site.
"""

from __future__ import annotations

import re
from hmac import compare_digest

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # The address holds the secret; within the host it may stay, or forms would have no Origin.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
# Where plugins send users back to: there the state of the sign-in is the secret.
_CALLBACK = re.compile(r"/aip/[\w-]+/oauth/callback")
_READS = ("GET", "HEAD")


class Guard:
    """Refuses, in a sentence, what does not come from the host's own pages."""

    def __init__(self, app: ASGIApp, key: str, port: int) -> None:
        self.app = app
        self.key = key
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self.app)(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> Response | None:
        # One Host header, and nothing that a rebound name would send.
        if request.headers.getlist("host") not in [[host] for host in self.hosts]:
            return _sentence("This host answers to localhost only.", 400)
        if request.method not in (*_READS, "POST"):
            return _sentence("Not allowed.", 405)
        if request.method == "POST" and not self._is_own(request):
            return _sentence("This did not come from a page of this host.", 403)
        given = request.query_params.get("key", "")
        is_callback = _CALLBACK.fullmatch(request.url.path)
        if not is_callback and not compare_digest(given.encode(), self.key.encode()):
            return _sentence("Open the address that `ai-plugin host` printed.", 403)
        return None

    def _is_own(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            # Not `same-site`: that is every port of this machine, the plugin's among them.
            return site == "same-origin"
        return request.headers.get("origin") == f"http://{request.headers['host']}"


def _sentence(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status)
