"""The OAuth dance as the classic host did it, with every message kept to be looked at.

The authorization code grant of RFC 6749, without PKCE; the client's id and secret go into the body
of the token request, in the content type that the manifest names.
"""

from __future__ import annotations

import json
import secrets as random
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from scaffold import urls
from scaffold.errors import Failure
from scaffold.fetch.client import CALL_TIME, Client
from scaffold.fetch.response import Response
from scaffold.host.secrets import Secrets
from scaffold.openapi.arguments import FORM

# Of a token response.
_MAX_RESPONSE = 100_000
# Seconds before its end at which a token is renewed, so that it does not end on its way.
_EARLY = 5.0


class OAuth(NamedTuple):
    """What the manifest and the registration say of the sign-in."""

    client_url: str
    token_url: str
    content_type: str
    scope: str
    client_id: str
    client_secret: str
    redirect_uri: str


class Message(NamedTuple):
    """One arrow of the sequence: from whom, to whom, what it is, and its lines."""

    sender: str
    receiver: str
    title: str
    lines: list[str]
    is_good: bool = True


class SignIn:
    """One user's sign-in at one plugin; tokens in memory only."""

    def __init__(
        self, oauth: OAuth, client: Client, secrets: Secrets, clock: Callable[[], float] = time.time
    ) -> None:
        self.oauth = oauth
        self.messages: list[Message] = []
        self.state = ""
        self.access_token = ""
        self.refresh_token = ""
        # A time of the clock; None where the plugin did not say.
        self.ends: float | None = None
        self._code = ""
        self._client = client
        self._secrets = secrets
        self._clock = clock

    @property
    def is_done(self) -> bool:
        """Whether there is a token, be it over."""
        return bool(self.access_token)

    @property
    def is_over(self) -> bool:
        """Whether the token has ended, as far as is known."""
        return self.ends is not None and self._clock() >= self.ends - _EARLY

    @property
    def can_exchange(self) -> bool:
        """Whether a code has arrived."""
        return bool(self._code)

    def start(self) -> str:
        """Begin anew; the address at which the user signs in. Failure where that is none."""
        url = self.oauth.client_url
        if not urls.is_url(url):
            raise Failure("auth.client_url of the manifest is no address of a web page.")
        self.state = random.token_urlsafe(24)
        self._code = self.access_token = self.refresh_token = ""
        self.ends = None
        query = {
            "response_type": "code",
            "client_id": self.oauth.client_id,
            "scope": self.oauth.scope,
            "state": self.state,
            "redirect_uri": self.oauth.redirect_uri,
        }
        lines = [f"GET {url}", *(f"  {name}={value}" for name, value in query.items())]
        self.messages = [Message("host", "browser", "Go and sign in there", lines)]
        return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(query)}"

    def is_asked(self, state: str) -> bool:
        """Whether this state is the one that was sent; nothing changes."""
        return bool(self.state) and random.compare_digest(self.state.encode(), state.encode())

    def come_back(self, state: str, code: str, error: str = "", description: str = "") -> None:
        """The browser is back. The state works once; Failure where it does not, or on an error."""
        if not self.is_asked(state):
            raise Failure("This sign-in is not the one that was begun last.", "Start it again.")
        self.state = ""
        self._secrets.add(code)
        given = {"code": code, "error": error, "error_description": description, "state": state}
        lines = [f"GET {urlsplit(self.oauth.redirect_uri).path}"]
        lines += [f"  {name}={value}" for name, value in given.items() if value]
        good = bool(code) and not error
        title = "The user agreed: here is a code" if good else "The user is sent back with an error"
        self.messages.append(Message("browser", "host", title, lines, good))
        if not good:
            raise Failure(f"The plugin sent the user back: {description or error or 'no code'}.")
        self._code = code

    def exchange(self) -> None:
        """Change the code into tokens; Failure where the plugin does not."""
        sent = {
            "grant_type": "authorization_code",
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "code": self._code,
            "redirect_uri": self.oauth.redirect_uri,
        }
        self._ask("A token for this code", sent)

    def refresh(self) -> None:
        """Change the refresh token into new tokens; Failure where the plugin does not."""
        if not self.refresh_token:
            raise Failure("The plugin gave no refresh token.", "Sign in again.")
        sent = {
            "grant_type": "refresh_token",
            "client_id": self.oauth.client_id,
            "client_secret": self.oauth.client_secret,
            "refresh_token": self.refresh_token,
        }
        self._ask("A new token for the old one", sent)

    def resume(self, access_token: str, refresh_token: str, ends: float | None) -> None:
        """Go on with the tokens of an earlier launch."""
        self._secrets.add(access_token, refresh_token)
        self.access_token, self.refresh_token, self.ends = access_token, refresh_token, ends
        if access_token:
            self.messages = [Message("host", "host", "The tokens were remembered", [])]

    def expire(self) -> None:
        """From now on the token counts as ended: the next call renews it first."""
        self.ends = 0.0
        self.messages.append(Message("host", "host", "The access token has ended", []))

    def _ask(self, title: str, sent: Mapping[str, str]) -> None:
        url = self.oauth.token_url
        is_json = self.oauth.content_type != FORM
        content_type = "application/json" if is_json else FORM
        lines = [f"POST {url}", f"Content-Type: {content_type}"]
        lines += [f"  {name}={value}" for name, value in sent.items()]
        self.messages.append(Message("host", "plugin", title, lines))
        if urls.scheme(url) != "https" and not self._client.is_local:
            raise self._failed([], "auth.authorization_url must begin with https://")
        response = self._client.fetch(
            url,
            method="POST",
            headers={"Content-Type": content_type, "Accept": "application/json"},
            body=(json.dumps(sent) if is_json else urlencode(sent)).encode(),
            limit=_MAX_RESPONSE,
            seconds=CALL_TIME,
        )
        self._take(response)

    def _take(self, response: Response) -> None:
        if response.problem:
            raise self._failed([], response.problem)
        head = f"{response.status} {response.headers.get('content-type', '')}".strip()
        value = _parsed(response)
        token, refresh = value.get("access_token"), value.get("refresh_token")
        if response.status != 200 or not isinstance(token, str) or not token:
            reason = value.get("error_description") or value.get("error")
            text = response.body[:500].decode("utf-8", "replace")
            why = str(reason) if reason else f"{response.status}, without an access_token"
            raise self._failed([head, *text.splitlines()[:20]], why)
        if str(value.get("token_type", "bearer")).lower() != "bearer":
            raise self._failed([head], "the token is none of the type bearer")
        self.access_token = token
        self._secrets.add(token)
        if isinstance(refresh, str) and refresh:
            self.refresh_token = refresh
            self._secrets.add(refresh)
        seconds = value.get("expires_in")
        self.ends = self._clock() + seconds if isinstance(seconds, int | float) else None
        lines = [head, *(f"  {name}: {part}" for name, part in value.items())]
        self.messages.append(Message("plugin", "host", "Here are the tokens", lines))

    def _failed(self, lines: list[str], why: str) -> Failure:
        self.messages.append(Message("plugin", "host", f"No token: {why}", lines, is_good=False))
        return Failure(f"The plugin gave no token: {why}.")


def _parsed(response: Response) -> dict[str, Any]:
    """The fields of a token response: JSON as RFC 6749 has it, or a form as some servers do."""
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError):
        pairs = parse_qsl(response.body.decode("utf-8", "replace"))
        return dict(pairs) if response.media_type == FORM else {}
    return value if isinstance(value, dict) else {}
