"""Calls as hosts sent them: bounds, back-off, what the model is told, curl."""

from __future__ import annotations

import subprocess
from http.server import BaseHTTPRequestHandler

import pytest
from check.server import Reply, Served

from scaffold.fetch.client import Client
from scaffold.host.calls import call, curl
from scaffold.openapi.request import Request


def get(server: Served, path: str = "/todos/1", method: str = "GET") -> Request:
    return Request(method, server.url + path, {}, None)


def answering(*replies: Reply) -> object:
    """What a route answers, one after the other."""
    left = list(replies)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply = left.pop(0)
        handler.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)

    return answer


@pytest.mark.parametrize(
    ("method", "statuses", "waits"),
    [
        ("GET", [503, 429, 200], [1, 3]),
        ("GET", [500, 500, 500], [1, 3]),
        ("POST", [429, 201], [1]),
        # Nobody knows whether it was done.
        ("POST", [503], []),
        ("GET", [404], []),
    ],
)
def test_what_fails_for_a_while_is_sent_again(
    server: Served, method: str, statuses: list[int], waits: list[float]
) -> None:
    slept: list[float] = []
    server.routes[f"{method} /todos/1"] = answering(*(Reply(status=s) for s in statuses))  # type: ignore[assignment]
    called = call(Client(server.url), get(server, method=method), slept.append)
    assert [attempt.outcome for attempt in called.attempts] == [str(s) for s in statuses]
    assert slept == waits


@pytest.mark.parametrize(("asked", "waits"), [("7", [7]), ("60", []), ("soon", [1])])
def test_a_plugin_may_ask_for_a_longer_wait(server: Served, asked: str, waits: list[float]) -> None:
    slept: list[float] = []
    busy = Reply(status=429, headers={"Retry-After": asked})
    server.routes["GET /todos/1"] = answering(busy, Reply())  # type: ignore[assignment]
    call(Client(server.url), get(server), slept.append)
    assert slept == waits


def test_of_more_than_100_000_characters_the_model_is_told_only_that(server: Served) -> None:
    server.routes["GET /todos/1"] = Reply("ä".encode() * 100_000)
    fits = call(Client(server.url), get(server))
    assert (fits.size, fits.is_good, fits.text[:2]) == (100_000, True, "ää")
    server.routes["GET /todos/1"] = Reply(b"x" * 100_001)
    too_long = call(Client(server.url), get(server))
    assert not too_long.is_good
    assert too_long.text == "The response has more than 100,000 characters, and was not read."


def test_a_plugin_that_is_away_is_told_of(server: Served) -> None:
    client = Client(server.url)
    called = call(client, Request("GET", "http://127.0.0.1:1/", {}, None))
    assert called.text == "The plugin could not be called: connection refused."


def test_curl_sends_the_same_request_without_the_key(server: Served) -> None:
    body = b"""{"text": "it's $HOME \\n"}"""
    headers = {"Authorization": "Bearer secret-key", "Content-Type": "application/json", "X-It's": "$x"}  # fmt: skip
    command = curl(Request("POST", f"{server.url}/todos?a='b'", headers, body), "KEY")
    assert "secret-key" not in command
    done = subprocess.run(command, shell=True, env={"KEY": "k", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True)  # fmt: skip
    assert done.returncode == 0
    assert server.asked[-1] == "POST /todos?a='b'"
    assert server.bodies[-1] == body
