"""What a redirect may not take along, and where it may not lead."""

from __future__ import annotations

import pytest
from check.server import Reply, serve

from scaffold.fetch import client as fetching
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response

SECRET = {"Authorization": "Bearer secret", "X-Key": "secret"}


def test_another_origin_gets_no_credentials() -> None:
    with serve() as first, serve() as second:
        seen: list[dict[str, str]] = []
        for server in (first, second):
            server.routes["GET /seen"] = lambda handler: seen.append(dict(handler.headers.items()))
        first.routes["GET /near"] = Reply(status=302, headers={"Location": "/seen"})
        first.routes["GET /far"] = Reply(status=302, headers={"Location": f"{second.url}/back"})
        second.routes["GET /back"] = Reply(status=302, headers={"Location": f"{first.url}/seen"})
        client = Client(first.url)
        client.fetch(f"{first.url}/near", headers=SECRET)
        client.fetch(f"{first.url}/far", headers=SECRET)
    assert [sent.get("Authorization") for sent in seen] == ["Bearer secret", None]
    assert [sent.get("X-Key") for sent in seen] == ["secret", None]


def test_https_never_leads_to_http(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(_: Client, url: str, *__: object) -> Response:
        asked.append(url)
        return Response(url, 302, {"location": "http://todo.dev/"})

    monkeypatch.setattr(fetching.Client, "_once", answer)
    client = Client("https://127.0.0.1")
    assert client.fetch("https://todo.dev/").problem == "redirects from HTTPS to HTTP"
    assert asked == ["https://todo.dev/"]
