"""MCP servers as they come: streams, sessions, keys, endless lists, and some that are none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import call

from check.mcp_pieces import RESULTS, TOOL
from check.server import Reply, Served, serve
from scaffold.check import engine
from scaffold.check.engine import Job
from scaffold.fetch.response import Response
from scaffold.plugin.mcp import conversation

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], tuple[int, dict[str, str], Any]]


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as served:
        yield served


def at_mcp(server: Served, answer: Answer, *, stream: bool = False) -> str:
    """Lets the server answer calls with a status, headers and a result; gives the target."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        body = json.loads(server.bodies[-1])
        status, headers, result = answer(request, body)
        text = json.dumps({"jsonrpc": "2.0", "id": body.get("id"), "result": result})
        kind = "text/event-stream" if stream else "application/json"
        sent = f": hello\n\nevent: message\ndata: {text}\n\n" if stream else text
        request.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(sent.encode() if status == 200 else b"")

    server.routes["POST /mcp"] = reply
    return f"{server.url}/mcp"


def good(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    if request.headers["Origin"] or "attacker" in request.headers["Host"]:
        return 403, {}, None
    return 200, {}, RESULTS.get(body["method"], {"tools": [TOOL]})


def rules(target: str, **options: Any) -> list[str]:
    return [finding.rule for finding in engine.check(Job(target, **options)).findings]


@pytest.mark.parametrize("stream", [False, True])
def test_a_good_server_is_good_in_json_and_as_a_stream(server: Served, stream: bool) -> None:
    assert rules(at_mcp(server, good, stream=stream), call=True) == []


def test_a_tool_is_told_at_its_line_of_the_list(server: Served) -> None:
    tools = [TOOL, {**TOOL, "name": "b", "description": ""}]
    target = at_mcp(server, lambda request, body: (
        good(request, body)[0], {}, RESULTS.get(body["method"], {"tools": tools})
    ))  # fmt: skip
    (finding,) = engine.check(Job(target)).findings
    assert (finding.rule, finding.file) == ("tool-description", f"{target} tools/list")
    assert finding.excerpt.strip() == '"description": "",'


def test_a_session_is_kept_and_closed(server: Served) -> None:
    sessions: list[str | None] = []

    def answer(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> tuple[int, Any, Any]:
        if "MCP-Protocol-Version" in request.headers and body["method"] == "server/discover":
            return 400, {}, None
        if body["method"] == "tools/list" and not request.headers["Origin"]:
            sessions.append(request.headers["Mcp-Session-Id"])
        status, _, result = good(request, body)
        return status, {"Mcp-Session-Id": "one"} if body["method"] == "initialize" else {}, result

    closed = []
    server.routes["DELETE /mcp"] = lambda request: closed.append(request.headers["Mcp-Session-Id"])
    assert rules(at_mcp(server, answer)) == ["mcp-modern"]
    assert "one" in sessions
    assert closed == ["one"]


def test_a_key_goes_to_the_server_and_into_no_report(
    server: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = set()

    def answer(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> tuple[int, Any, Any]:
        heard.add(request.headers["Authorization"])
        if not request.headers["Authorization"]:
            return 401, {"WWW-Authenticate": "Bearer"}, None
        return good(request, body)

    target = at_mcp(server, answer)
    line = f"ai-plugin check {target} --json --header 'Authorization: Bearer the-secret'"
    done = call(line, monkeypatch, capsys)
    assert [one["rule"] for one in json.loads(done.out)["targets"][0]["findings"]] == ["mcp-key"]
    assert heard == {None, "Bearer the-secret"}
    assert "the-secret" not in done.out + done.err


def test_only_tools_that_read_are_called_and_only_when_told(server: Served) -> None:
    called: list[str] = []
    tools = [TOOL, {**TOOL, "name": "wipe", "annotations": {"readOnlyHint": False}}]

    def answer(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> tuple[int, Any, Any]:
        if body["method"] == "tools/call":
            called.append(body["params"]["name"])
        status, headers, result = good(request, body)
        return status, headers, {"tools": tools} if body["method"] == "tools/list" else result

    target = at_mcp(server, answer)
    rules(target)
    assert called == []
    rules(target, call=True)
    assert called == ["listTodos"]


def test_a_list_without_an_end_is_left(server: Served) -> None:
    pages: list[int] = []

    def answer(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> tuple[int, Any, Any]:
        pages.append(1)
        status, headers, result = good(request, body)
        return status, headers, {**result, "nextCursor": "more"}

    assert "tool-name" in rules(at_mcp(server, answer))
    assert len(pages) < 40


def test_what_is_no_server_cannot_be_read(server: Served) -> None:
    assert rules(f"{server.url}/mcp") == ["unreadable"]
    server.routes["POST /mcp"] = Reply(b"<h1>Welcome</h1>", "text/html")
    assert rules(f"{server.url}/mcp") == ["mcp-silent", "mcp-stranger", "mcp-stranger"]


def test_a_plugin_that_runs_is_checked_with_its_server(server: Served) -> None:
    untitled = {key: value for key, value in TOOL.items() if key != "title"}
    target = at_mcp(server, lambda request, body: (
        good(request, body)[0], {}, RESULTS.get(body["method"], {"tools": [untitled]})
    ))  # fmt: skip
    assert rules(server.url) == []
    server.routes["GET /mcp"] = Reply(b"", status=405)
    assert rules(server.url) == rules(target) == ["tool-title"]


@given(st.binary(max_size=80), st.sampled_from(["application/json", "text/event-stream", ""]))
@settings(max_examples=60)
def test_no_answer_is_too_strange(body: bytes, kind: str) -> None:
    for raw in (body, b"data: " + body + b"\n\n", b'{"jsonrpc":"2.0","id":1,"result":' + body):
        response = Response("http://a", 200, {"content-type": kind}, raw)
        assert conversation.read(response, 1).outcome
