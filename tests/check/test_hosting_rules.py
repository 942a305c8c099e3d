"""A running plugin, as a host, a browser and a stranger meet it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from check.server import ALLOWED, Reply, Served, described, manifest, serve
from scaffold.check import engine
from scaffold.check.engine import Job
from scaffold.check.probe import probe
from scaffold.fetch.client import Client
from scaffold.plugin import site

MANIFEST = "GET /.well-known/ai-plugin.json"
KEY = {
    "type": "service_http",
    "authorization_type": "bearer",
    "verification_tokens": {"openai": "0123456789abcdef"},
}
POST = {
    "operationId": "addTodo",
    "summary": "Add",
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text", "many"],
                    "properties": {
                        "text": {"type": "string", "minLength": 3},
                        "many": {"type": "integer", "minimum": 5},
                        "left": {"type": "string"},
                    },
                }
            }
        }
    },
    "responses": {"204": {"description": "Done."}},
}


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as served:
        yield served


def check(url: str, *, call: bool = False) -> list[str]:
    result = engine.check(Job(url, call=call))
    return [f"{found.rule} {found.message}" for found in result.findings]


def test_a_good_plugin_is_passed_in_silence(server: Served) -> None:
    assert check(server.url) == []
    assert check(f"{server.url}/.well-known/ai-plugin.json") == []


def test_only_safe_requests_are_sent(server: Served) -> None:
    server.routes["GET /openapi.yaml"] = described(server.url, {"paths /todos": {"post": POST}})
    assert check(server.url) == []
    assert {line.split()[0] for line in server.asked} == {"GET", "OPTIONS"}


def test_every_operation_is_called_where_that_is_wished(server: Served) -> None:
    server.routes["GET /openapi.yaml"] = described(server.url, {"paths /todos": {"post": POST}})
    server.routes["POST /todos"] = Reply(status=204)
    assert check(server.url, call=True) == []
    assert server.bodies[server.asked.index("POST /todos")] == b'{"text": "xxx", "many": 5}'
    server.routes["POST /todos"] = Reply(b"{", status=200)
    assert check(server.url, call=True) == [
        "undeclared-answer POST /todos answers 200, which is not declared"
    ]


@pytest.mark.parametrize(
    ("route", "reply", "wanted"),
    [
        ("GET /openapi.yaml", Reply(status=500), ["unreachable-api the OpenAPI document cannot be fetched: the server answers 500"]),
        ("GET /logo.png", Reply(status=404), ["unreachable-page the logo cannot be fetched: the server answers 404"]),
        ("GET /legal", Reply(status=404), ["unreachable-page the legal page cannot be fetched: the server answers 404"]),
        ("GET /legal", Reply(kind="application/json"), ["content-type the legal page is served as application/json"]),
        ("GET /legal", Reply(kind=""), ["content-type the legal page is served without a type"]),
        ("GET /logo.png", Reply(b"no", "image/png"), ["logo-image logo_url: the logo is no image, or a broken one"]),
        ("GET /todos/1", Reply(b"{}", status=500), ["broken-operation GET /todos/{id} answers 500"]),
        ("GET /todos/1", Reply(b"{"), ["undeclared-answer GET /todos/{id} answers with JSON that cannot be read"]),
        ("GET /todos/1", Reply(b"{}", status=404), ["undeclared-answer GET /todos/{id} answers 404, which is not declared"]),
        ("GET /todos/1", Reply(b'"' + b"x" * 99_998 + b'"'), []),
        ("GET /todos/1", Reply(b'"' + b"x" * 99_999 + b'"'), ["answer-size GET /todos/{id} answers with more than 100,000 characters"]),
        ("GET /todos/1", Reply(b'"' + "é".encode() * 99_998 + b'"'), []),
        ("GET /todos/1", Reply(headers={"Content-Encoding": "gzip"}), ["broken-operation GET /todos/{id} does not answer: is compressed, though that was not asked for"]),
        ("OPTIONS /todos/1", Reply(status=405), ["cors https://chat.openai.com may not call it: the server answers 405", "cors https://chatgpt.com may not call it: the server answers 405", "private-network does not allow calls from the public network"]),
        ("OPTIONS /todos/1", Reply(headers={**ALLOWED, "Access-Control-Allow-Origin": "https://chatgpt.com"}), ["cors https://chat.openai.com may not call it"]),
        ("OPTIONS /todos/1", Reply(headers={**ALLOWED, "Access-Control-Allow-Headers": "Content-Type, OpenAI-Conversation-Id"}), ["cors https://chat.openai.com may not send it openai-ephemeral-user-id", "cors https://chatgpt.com may not send it openai-ephemeral-user-id"]),
        ("OPTIONS /todos/1", Reply(headers={**ALLOWED, "Access-Control-Allow-Private-Network": ""}), ["private-network does not allow calls from the public network"]),
    ],
)  # fmt: skip
def test_an_answer_is_told_of(server: Served, route: str, reply: Reply, wanted: list[str]) -> None:
    server.routes[route] = reply
    assert check(server.url) == wanted


def test_the_manifest_has_its_type(server: Served) -> None:
    reply = server.routes[MANIFEST]
    assert isinstance(reply, Reply)
    server.routes[MANIFEST] = reply._replace(kind="text/html")
    assert check(server.url) == ["content-type the manifest is served as text/html"]


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (401, []),
        (200, ["open-door GET /todos/{id} answers 200 without credentials"]),
        (403, ["unclear-refusal GET /todos/{id} answers 403 without credentials, not 401"]),
    ],
)
def test_strangers_are_refused_where_that_is_declared(
    server: Served, status: int, wanted: list[str]
) -> None:
    server.routes[MANIFEST] = manifest(server.url, {"auth": KEY})
    server.routes["GET /todos/1"] = Reply(b"{}", status=status)
    findings = check(server.url)
    assert [
        line for line in findings if not line.startswith(("local-", "undeclared-auth"))
    ] == wanted


@pytest.mark.parametrize(
    ("status", "body", "wanted"),
    [
        (404, b"", "cannot be read: the server answers 404."),
        (200, b"<html>", None),
    ],
)
def test_no_plugin_is_there(server: Served, status: int, body: bytes, wanted: str | None) -> None:
    server.routes[MANIFEST] = Reply(body, "text/html", status)
    result = engine.check(Job(server.url))
    assert result.readable is (wanted is None)
    messages = [found.message for found in result.findings]
    assert any((wanted or "is no plugin manifest") in message for message in messages)


def test_nobody_is_there() -> None:
    with serve() as served:
        pass
    (found,) = engine.check(Job(served.url)).findings
    assert found.message == (
        f"{served.url}/.well-known/ai-plugin.json: cannot be read: connection refused."
    )
    assert found.hint == "Start the plugin, or correct the URL."


def test_relative_urls_are_followed_as_hosts_did(server: Served) -> None:
    server.routes[MANIFEST] = manifest(server.url, {"api url": "/openapi.yaml"})
    assert check(server.url) == [
        "relative-url api.url: must be an absolute URL such as https://example.com/page"
    ]


def redirect(url: str) -> Reply:
    return Reply(status=302, headers={"Location": url})


def test_redirects_stay_on_the_domain(server: Served) -> None:
    server.routes["GET /legal"] = redirect("/terms")
    server.routes["GET /terms"] = Reply(b"<p>", "text/html")
    assert check(server.url) == []
    server.routes["GET /legal"] = redirect("http://127.0.0.2:1/")
    said = "unreachable-page the legal page cannot be fetched: "
    assert check(server.url) == [f"{said}redirects to another domain, 127.0.0.2"]
    server.routes["GET /legal"] = redirect("/legal")
    assert check(server.url) == [f"{said}redirects more than 5 times"]
    server.routes["GET /legal"] = redirect("file:///etc/passwd")
    assert check(server.url) == [f"{said}redirects to another domain, none"]


class Resolver:
    """Names of the tests' own: no network."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names
        self.asked: list[str] = []

    def __call__(self, host: str, port: int | None, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        plain = host.replace(".", "").isdigit() or ":" in host
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (address, port),
            )
            for address in ([host] if plain else self.names[host])
        ]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - to be refused
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "224.0.0.1",
    ],
)
def test_a_public_plugin_leads_to_no_private_address(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    names = Resolver(**{"todo.dev": ["93.184.216.34"], "evil.dev": ["93.184.216.34", address]})
    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr(socket, "create_connection", refuse)
    client = Client("https://todo.dev")
    assert not client.is_local
    for url in (
        "http://evil.dev/",
        f"http://[{address}]/" if ":" in address else f"http://{address}/",
    ):
        answer = client.fetch(url)
        assert "an address that is not public" in answer.problem


def refuse(*_: Any) -> None:
    raise AssertionError("connected")


def test_a_local_plugin_may_lead_to_others_in_its_network_but_not_to_link_local_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def connect(address: tuple[str, int], _: float) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    client = Client("http://127.0.0.1:1")
    assert client.fetch("http://192.168.7.7/").problem == "connection refused"
    assert "not public" in client.fetch("http://169.254.169.254/").problem
    assert tried == ["192.168.7.7"]


def test_a_name_keeps_the_address_that_was_judged(
    monkeypatch: pytest.MonkeyPatch, server: Served
) -> None:
    names = Resolver(**{"todo.dev": ["127.0.0.1"]})
    monkeypatch.setattr(socket, "getaddrinfo", names)
    port = server.url.rpartition(":")[2]
    client = Client(f"http://todo.dev:{port}")
    names.names["todo.dev"] = ["93.184.216.34"]
    assert client.fetch(f"http://todo.dev:{port}/legal").status == 200
    assert names.asked.count("todo.dev") == 1


def test_a_slow_server_is_given_up(server: Served) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.settimeout(5)
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x")
                handler.connection.settimeout(0.02)
                try:
                    if not handler.connection.recv(1):
                        return
                except TimeoutError:
                    pass
        except OSError:
            pass

    server.routes["GET /slow"] = trickle
    client = Client(server.url)
    answer = client.fetch(f"{server.url}/slow", seconds=0.3)
    assert answer.problem == "takes too long"


def test_of_a_huge_answer_only_the_beginning_is_read(server: Served) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 1_000_000)
        except OSError:
            pass

    server.routes["GET /logo.png"] = flood
    assert check(server.url) == [
        "content-type the logo is served without a type",
        "logo-image logo_url: the logo is larger than 5 MB",
    ]


def test_what_is_no_http_is_told_of(server: Served) -> None:
    server.routes["GET /legal"] = lambda handler: handler.connection.sendall(b"SSH-2.0\r\n") or None
    assert check(server.url) == [
        "unreachable-page the legal page cannot be fetched: does not answer in HTTP"
    ]


def test_the_preflight_asks_for_what_is_called(server: Served) -> None:
    changes = {
        "paths /todos/{id} get parameters 0 schema": {"$ref": "#/components/schemas/Id"},
        "components": {"schemas": {"Id": {"type": "integer", "minimum": 7}}},
    }
    server.routes["GET /openapi.yaml"] = described(server.url, changes)
    check(server.url)
    assert server.asked[-3:] == ["OPTIONS /todos/7", "OPTIONS /todos/7", "GET /todos/7"]


def test_hostile_parameters_stay_what_they_are(server: Served) -> None:
    changes = {
        "paths /todos/{id} get parameters 0": {
            "name": "X-A\r\nHost",
            "in": "header",
            "required": True,
            "example": "a\r\nb: c",
            "schema": {"type": "string"},
        }
    }
    server.routes["GET /openapi.yaml"] = described(server.url, changes)
    assert any(line.startswith("path-parameter") for line in check(server.url))
    assert not any(line.startswith("GET /todos/1") for line in server.asked)


def test_nobody_else_is_called(server: Served) -> None:
    with serve("127.0.0.2") as other:
        server.routes[MANIFEST] = manifest(server.url)
        client = Client(server.url)
        assert client.is_local
        plugin = site.read(server.url)
        assert len(probe(plugin, call=True, credentials={}).calls) == 1
        assert other.asked == []
