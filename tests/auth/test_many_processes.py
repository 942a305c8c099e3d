"""`oauth` from two servers of two processes each, behind a proxy: what holds in one holds in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import httpx2
import pytest
from answers import PROJECTS
from dance import Host, host_of
from projects import Make, Plugin, Serve
from web import QUICK

PUBLIC_URL = "https://plugin.example.com"
# As often as it takes to meet every process.
OFTEN = 30


class Proxy(httpx2.BaseTransport):
    """Gives each request to the next server, as a proxy in front of them does."""

    def __init__(self, servers: list[Plugin]) -> None:
        self.servers = cycle(httpx2.URL(server.url) for server in servers)
        self.sent = httpx2.HTTPTransport(limits=httpx2.Limits(max_connections=200))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        server = next(self.servers)
        request.url = request.url.copy_with(scheme="http", host=server.host, port=server.port)
        request.headers |= {"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"}
        return self.sent.handle_request(request)

    def close(self) -> None:
        self.sent.close()


@pytest.fixture
def host(make: Make, serve: Serve, postgres_url: str) -> Iterator[Host]:
    project = make(PROJECTS["todo-oauth"])
    env = {
        "DATABASE_URL": postgres_url,
        "PLUGIN_PUBLIC_URL": PUBLIC_URL,
        "WEB_CONCURRENCY": "2",
        **QUICK,
    }
    servers = [serve(project, **env) for _ in range(2)]
    with httpx2.Client(base_url=PUBLIC_URL, transport=Proxy(servers), timeout=60) as http:
        yield host_of(servers[0]._replace(http=http))


def together(number: int, function: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(number) as pool:
        return [call.result() for call in [pool.submit(function) for _ in range(number)]]


def opened(host: Host, token: dict[str, Any]) -> set[bool]:
    return {host.works(token["access_token"]) for _ in range(OFTEN)}


def test_what_holds_in_one_process_holds_in_all(host: Host) -> None:
    """One test, because so many servers take a while to start."""
    codes_and_tokens_work_once_and_end_everywhere(host)
    sign_ins_and_writes_are_all_kept(host)
    wrong_passwords_are_counted_once(host)


def codes_and_tokens_work_once_and_end_everywhere(host: Host) -> None:
    code = host.code()
    answers = together(16, lambda: host.exchange(code))
    [first] = [answer.json() for answer in answers if answer.status_code == 200]
    assert opened(host, first) == {False}

    second = host.exchange(host.code()).json()
    answers = together(16, lambda: host.refresh(second["refresh_token"]))
    [newer] = [answer.json() for answer in answers if answer.status_code == 200]
    assert opened(host, second) | opened(host, newer) == {False}

    third = host.exchange(host.code()).json()
    assert opened(host, third) == {True}
    host.http.post("/oauth/revoke", data={**host.client, "token": third["refresh_token"]})
    assert opened(host, third) == {False}


def wrong_passwords_are_counted_once(host: Host) -> None:
    answers = together(40, lambda: host.submit("ada", "wrong"))
    assert sum("The name or the password is wrong" in answer.text for answer in answers) == 10
    assert sum("Too many wrong passwords" in answer.text for answer in answers) == 30
    assert {"Too many" in host.submit().text for _ in range(OFTEN)} == {True}


def sign_ins_and_writes_are_all_kept(host: Host) -> None:
    answers = together(100, lambda: host.exchange(host.code()))
    assert [answer.status_code for answer in answers] == [200] * 100
    tokens = {answer.json()["access_token"] for answer in answers}
    assert len(tokens) == 100
    assert all(host.works(token) for token in tokens)

    headers = {"authorization": f"Bearer {tokens.pop()}"}
    body = {"text": "Buy milk"}
    added = together(200, lambda: host.http.post("/todos", json=body, headers=headers))
    assert {answer.status_code for answer in added} == {201}
    assert len({answer.json()["id"] for answer in added}) == 200
    [last] = host.http.get("/todos?offset=199", headers=headers).json()["todos"]
    assert last["id"] == max(answer.json()["id"] for answer in added)
