"""Metadata documents of clients, fetched by a running server from a web of ours."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from answers import PROJECTS
from dance import PKCE
from projects import Make, Plugin, Serve
from web import PUBLIC, Web, document, endless, silent, web

APP = "https://app.example.com"
BACK = f"{APP}/callback"
NAMES = {
    "app.example.com": [PUBLIC],
    "other.example.com": [PUBLIC],
    "local.example.com": ["127.0.0.1"],
    "cloud.example.com": ["169.254.169.254"],
    "wrapped.example.com": ["::ffff:10.0.0.1"],
    "both.example.com": [PUBLIC, "10.0.0.1"],
    "chatgpt.com": [PUBLIC],
}


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Web]:
    certified = [name for name in NAMES if name != "other.example.com"]
    with web(tmp_path, NAMES, certified) as around:
        yield around


@pytest.fixture
def plugin(make: Make, serve: Serve, around: Web) -> Plugin:
    project = make(PROJECTS["todo-oauth"])
    # So that the tests need not wait for what is slow.
    source = project / "plugin/oauth/fetch.py"
    source.write_text(source.read_text().replace("SECONDS = 5", "SECONDS = 0.5"))
    return serve(project, **around.env)


def about(client_id: str, **changed: Any) -> bytes:
    described = {"client_id": client_id, "client_name": "The app", "redirect_uris": [BACK]}
    return json.dumps(described | changed).encode()


def page(plugin: Plugin, client_id: str, **changed: str) -> Any:
    asked = {"response_type": "code", "state": "s", "redirect_uri": BACK, **PKCE}
    return plugin.http.get("/oauth/authorize", params={**asked, "client_id": client_id, **changed})


def test_a_client_comes_in_by_its_document(plugin: Plugin, around: Web) -> None:
    around.pages["/good"] = document(about(f"{APP}/good"))
    for _ in range(3):
        answer = page(plugin, f"{APP}/good")
        assert answer.status_code == 200
        assert "app.example.com asks to use it" in unescape(answer.text.replace("</strong>", ""))
    assert around.asked == ["app.example.com/good"]
    assert around.connected == [f"{PUBLIC}:443"]
    # The certificate must be for the name, whatever the address is.
    other = "https://other.example.com/other"
    around.pages["/other"] = document(about(other))
    assert page(plugin, other).status_code == 400
    assert around.asked == ["app.example.com/good"]


def test_a_document_of_no_use_ends_the_sign_in(plugin: Plugin, around: Web) -> None:
    good = about(f"{APP}/x")
    bomb = gzip.compress(good + b" " * 5_000_000)
    around.pages.update(
        {
            "/redirect": document(b"", 302, location=f"{APP}/good"),
            "/inside": document(b"", 307, location="http://127.0.0.1:1/"),
            "/error": document(about(f"{APP}/error"), 500),
            "/html": document(b"<html>"),
            "/another": document(about(f"{APP}/good")),
            "/huge": document(about(f"{APP}/huge") + b" " * 65_536),
            "/packed": document(bomb, content_encoding="gzip"),
            "/long-header": document(good, x="y" * 1_000_000),
            "/endless": endless(b" " * 10_000),
            "/dripping": endless(b" ", seconds=0.01),
            "/silent": silent,
        }
    )
    for path in around.pages:
        started = time.monotonic()
        answer = page(plugin, APP + path)
        assert (answer.status_code, "location" in answer.headers) == (400, False), path
        assert "document cannot be used" in answer.text
        assert time.monotonic() - started < 5, path
    # Nobody was followed anywhere.
    assert around.asked == [f"app.example.com{path}" for path in around.pages]
    assert set(around.connected) == {f"{PUBLIC}:443"}


def test_nothing_inside_is_connected_to(plugin: Plugin, around: Web) -> None:
    for name in ("local", "cloud", "wrapped", "both", "nowhere"):
        assert page(plugin, f"https://{name}.example.com/client.json").status_code == 400
    assert around.connected == []


def test_slow_documents_hold_nobody_else_up(plugin: Plugin, around: Web) -> None:
    reached = Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        reached.set()
        silent(request)

    around.pages.update({f"/{number}": slow for number in range(40)})
    with ThreadPoolExecutor(40) as pool:
        waiting = [pool.submit(page, plugin, APP + path) for path in around.pages]
        assert reached.wait(10)
        started = time.monotonic()
        assert plugin.http.get("/todos").status_code == 401
        assert time.monotonic() - started < 1
        assert {answer.result().status_code for answer in waiting} == {400}


def test_what_is_shipped_serves_when_a_document_does_not(plugin: Plugin, around: Web) -> None:
    codex, chatgpt = "/oauth/codex/client.json", "/oauth/client.json"
    new = {"redirect_uris": ["https://chatgpt.com/new"]}
    around.pages[codex] = document(b"Forbidden", 403)
    around.pages[chatgpt] = document(about(f"https://chatgpt.com{chatgpt}", **new))
    for path, address, status in (
        (codex, "http://127.0.0.1:9/callback", 200),
        (chatgpt, "https://chatgpt.com/new", 200),
        (chatgpt, "https://chatgpt.com/connector_platform_oauth_redirect", 400),
    ):
        answer = page(plugin, f"https://chatgpt.com{path}", redirect_uri=address)
        assert answer.status_code == status
