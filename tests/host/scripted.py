"""An endpoint of chat completions that answers as a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from check.server import Reply, Served

PATH = "POST /v1/chat/completions"


def said(text: Any, **more: Any) -> Reply:
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}], **more}).encode())  # fmt: skip


def calls(function: Any) -> Reply:
    """Without an id, and of no type: as some servers do it."""
    message = {"role": "assistant", "content": None, "tool_calls": [{"function": function}]}
    return Reply(json.dumps({"choices": [{"message": message}]}).encode())


class Model:
    """An endpoint that gives its replies one after the other, and the last one for ever."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.url = f"{served.url}/v1"

    def replies(self, *replies: Reply | Callable[[BaseHTTPRequestHandler], None]) -> None:
        left = list(replies)

        def answer(handler: BaseHTTPRequestHandler) -> None:
            reply = left.pop(0) if len(left) > 1 else left[0]
            if not isinstance(reply, Reply):
                reply(handler)
                return
            handler.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(reply.body)

        self.served.routes[PATH] = answer

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.served.bodies]
