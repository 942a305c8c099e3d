"""A browser for a test: opens a sign-in page, fills in its form, and follows it back."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scaffold.errors import Failure
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response

_MAX_STEPS = 5


def sign_in(
    client: Client, url: str, redirect_uri: str, user: str, password: str
) -> dict[str, str]:
    """What the plugin sends the user back with: `code` and `state`, or `error`.

    Raises Failure where the page is none with a name, a password and a button.
    """
    response = client.fetch(url, follow=False)
    for _ in range(_MAX_STEPS):
        if response.status in (301, 302, 303):
            location = urljoin(response.url, response.headers.get("location", ""))
            if location.startswith(redirect_uri):
                return dict(parse_qsl(urlsplit(location).query))
            response = client.fetch(location, follow=False)
        else:
            response = _submit(client, response, user, password)
    raise Failure("The sign-in page does not lead back to the host.")


def _submit(client: Client, response: Response, user: str, password: str) -> Response:
    form = _Form()
    form.feed(response.body.decode("utf-8", "replace"))
    page = response.url.partition("?")[0]
    if response.status != 200:
        raise Failure(f"The user cannot sign in at {page}: {response.outcome}.")
    if not form.password:
        raise Failure(f"The sign-in page {page} has no form with a password.")
    fields = {**form.hidden, form.name: user, form.password: password}
    return client.fetch(
        urljoin(response.url, form.action) if form.action else response.url,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(fields).encode(),
    )


class _Form(HTMLParser):
    """The first form with a password: where it goes, and the names of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.action = self.name = self.password = ""
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.password:
            return
        if tag == "form":
            self.action, self.name = given.get("action", ""), ""
            self.hidden.clear()
        if tag == "input" and (name := given.get("name")):
            kind = given.get("type", "text")
            if kind == "hidden":
                self.hidden[name] = given.get("value", "")
            elif kind == "password":
                self.password = name
            elif kind in ("text", "email"):
                self.name = self.name or name
