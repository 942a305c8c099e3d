"""Calls of an MCP server over Streamable HTTP, in both eras of the protocol.

The old era begins with `initialize` and may have a session (2025-11-25); the new one has neither
(2026-07-28): each request names its version and what the client can do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.plugin.mcp.model import LEGACY, MAX_ANSWER, MODERN, Reply

_META = "io.modelcontextprotocol/"
_SELF = {"name": "ai-plugin", "version": "1"}

# Seconds for a call, less than hosts wait; four bytes for each character.
_TIME = 20.0
_LIMIT = 4 * MAX_ANSWER


class Conversation:
    """Calls of one server; `trusted` as for Client.fetch: with the credentials of its client."""

    def __init__(self, client: Client, url: str, *, trusted: bool = True) -> None:
        self._client = client
        self._url = url
        self._trusted = trusted
        self._session: dict[str, str] = {}
        self._last = 0

    def initialize(self) -> Reply:
        """Begin as clients of the old era do; later calls of that era belong to it."""
        reply = self.hello()
        if reply.result is not None:
            version = str(reply.result.get("protocolVersion", LEGACY))
            headers = {"MCP-Protocol-Version": version}
            if session := reply.response.headers.get("mcp-session-id"):
                headers["Mcp-Session-Id"] = session
            # What a server sends as a header must be one.
            self._session = {k: v for k, v in headers.items() if v.isascii() and v.isprintable()}
            self._post({"jsonrpc": "2.0", "method": "notifications/initialized"}, self._session)
        return reply

    def hello(self, **headers: str) -> Reply:
        """The first call of the old era, with more headers."""
        params = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": _SELF}
        return self._call("initialize", params, headers)

    def legacy(self, method: str, params: Mapping[str, Any]) -> Reply:
        """A call of the old era."""
        return self._call(method, params, self._session)

    def modern(self, method: str, params: Mapping[str, Any], **headers: str) -> Reply:
        """A call of the new era, with more headers."""
        about = {
            f"{_META}protocolVersion": MODERN,
            f"{_META}clientInfo": _SELF,
            f"{_META}clientCapabilities": {},
        }
        named = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
        if isinstance(name := params.get("name"), str) and name.isascii() and name.isprintable():
            named["Mcp-Name"] = name
        return self._call(method, {**params, "_meta": about}, {**named, **headers})

    def end(self) -> None:
        """Close the session, if there is one, so that nothing of it stays behind."""
        if "Mcp-Session-Id" in self._session:
            self._client.fetch(
                self._url,
                method="DELETE",
                headers=self._session,
                seconds=_TIME,
                trusted=self._trusted,
            )

    def _call(self, method: str, params: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
        self._last += 1
        body = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        return read(self._post(body, headers), self._last)

    def _post(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
        sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        return self._client.fetch(
            self._url,
            method="POST",
            headers={**sent, **headers},
            body=json.dumps(body).encode(),
            limit=_LIMIT,
            seconds=_TIME,
            trusted=self._trusted,
            follow=False,
        )


def read(response: Response, number: int) -> Reply:
    """What a response says to the call of this number, in JSON or as a stream of events."""
    if response.problem:
        return Reply(response)
    if len(response.body) > _LIMIT:
        return Reply(response, problem="answers with more than hosts read")
    text = response.body.decode("utf-8", "replace")
    texts = _events(text) if response.media_type == "text/event-stream" else [text]
    for message in map(_parsed, texts):
        if isinstance(message, dict) and message.get("jsonrpc") == "2.0":
            result, error = message.get("result"), message.get("error")
            if isinstance(error, dict):
                return Reply(response, error=error)
            if message.get("id") == number and isinstance(result, dict):
                return Reply(response, result)
    return Reply(response, problem=f"{response.outcome}, and no JSON-RPC")


def _events(text: str) -> list[str]:
    """The data of each event of a stream."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    lines = ([line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
             for block in blocks)  # fmt: skip
    return ["\n".join(data) for data in lines if data]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
