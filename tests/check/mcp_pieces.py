"""A good MCP server, with the pieces of an example in their places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from check.package_pieces import merged
from check.server import Reply, serve
from scaffold.check.examples import Pieces

HERE = "http://localhost:3333"
TOOL: dict[str, Any] = {
    "name": "listTodos",
    "title": "List the items",
    "description": "Lists the items, oldest first.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
}
RESULTS: dict[str, Any] = {
    "server/discover": {"supportedVersions": ["2026-07-28"]},
    "initialize": {"protocolVersion": "2025-11-25"},
    "tools/call": {"content": [], "structuredContent": {}},
}
DOCUMENTS = {
    "oauth-protected-resource": {"resource": f"{HERE}/mcp", "authorization_servers": [HERE]},
    "oauth-authorization-server": {
        "issuer": HERE,
        "authorization_endpoint": f"{HERE}/authorize",
        "token_endpoint": f"{HERE}/token",
        "code_challenge_methods_supported": ["S256"],
    },
}
STRANGER = "attacker.example"
CLOSED, FOREIGN = "without credentials", f"Origin https://{STRANGER}"
NAMES = {*RESULTS, *DOCUMENTS, "tools/list", CLOSED, FOREIGN}

MORE = re.compile(r"… \(([\d,]+) more characters\)")


@contextmanager
def serving(pieces: Pieces) -> Iterator[str]:
    """The server, as a target."""
    with serve() as served:
        there = {name: text.replace(HERE, served.url) for name, text in pieces.items()}

        def answer(request: BaseHTTPRequestHandler) -> None:
            body = json.loads(served.bodies[-1])
            status, headers, text = _answer(request, body, there)
            request.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(text)

        served.routes["POST /mcp"] = answer
        if any(name in pieces for name in DOCUMENTS):
            for name, good in DOCUMENTS.items():
                text = there.get(name) or json.dumps(good).replace(HERE, served.url)
                served.routes[f"GET /.well-known/{name}"] = Reply(text.encode())
        yield f"{served.url}/mcp"


def _answer(
    request: BaseHTTPRequestHandler, body: dict[str, Any], pieces: Pieces
) -> tuple[int, dict[str, str], bytes]:
    if request.headers["Origin"]:
        return _written(pieces.get(FOREIGN, "HTTP/1.1 403 Forbidden\n"))
    if request.headers["Host"] == STRANGER:
        return 421, {}, b""
    if CLOSED in pieces and not request.headers["Authorization"]:
        return _written(pieces[CLOSED])
    method = body["method"]
    if method in pieces and method != "tools/list":
        status, headers, text = _written(pieces[method])
        number = str(body["id"]).encode()
        return status, headers, text.replace(b'"id": 1', b'"id": ' + number)
    if method == "tools/list":
        result = {"tools": [json.loads(_long(merged(pieces.get(method, ""), TOOL)))]}
    else:
        result = RESULTS.get(method, {})
    reply = {"jsonrpc": "2.0", "id": body.get("id"), "result": result}
    return 200, {"Content-Type": "application/json"}, json.dumps(reply).encode()


def _written(text: str) -> tuple[int, dict[str, str], bytes]:
    """A response as it is written down; `, …` stands for what is left out."""
    head, _, body = text.partition("\n\n")
    status = int(head.split()[1])
    headers = dict(re.findall(r"^(\S+): (.*)$", head, re.MULTILINE))
    return status, headers, _long(body.replace(", …", "")).strip().encode()


def _long(text: str) -> str:
    return MORE.sub(lambda match: "x" * int(match[1].replace(",", "")), text)
