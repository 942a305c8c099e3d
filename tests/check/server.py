"""A server on this machine that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import yaml

from check.conftest import MANIFEST, OPENAPI, changed, png

HOST = "https://chat.openai.com"
ALLOWED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Private-Network": "true",
}


class Reply(NamedTuple):
    """What is answered to one method and path."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = {}


Routes = dict[str, Reply | Callable[[BaseHTTPRequestHandler], None]]


class Served(NamedTuple):
    """A running server: its address, what it answers, what it was asked."""

    url: str
    routes: Routes
    asked: list[str]
    bodies: list[bytes]


@contextmanager
def serve(host: str = "127.0.0.1") -> Iterator[Served]:
    """A good plugin on a free port; `routes` may be changed."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            served.asked.append(f"{self.command} {self.path}")
            served.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            path = self.path.partition("?")[0]
            reply = served.routes.get(f"{self.command} {path}", Reply(b"{}", status=404))
            if not isinstance(reply, Reply):
                reply(self)
                return
            self.send_response(reply.status)
            for name, value in {
                "Content-Type": reply.kind,
                "Content-Length": str(len(reply.body)),
                **reply.headers,
            }.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_DELETE = do_OPTIONS = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    url = f"http://{host}:{server.server_address[1]}"
    served = Served(url, {}, [], [])
    served.routes.update(good(url))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def manifest(url: str, changes: dict[str, Any] | None = None) -> Reply:
    own = {
        "api url": f"{url}/openapi.yaml",
        "logo_url": f"{url}/logo.png",
        "legal_info_url": f"{url}/legal",
    }
    return Reply(json.dumps(changed(MANIFEST, {**own, **(changes or {})})).encode())


def described(url: str, changes: dict[str, Any] | None = None) -> Reply:
    document = changed(OPENAPI, {"servers 0 url": url, **(changes or {})})
    return Reply(yaml.safe_dump(document, sort_keys=False).encode(), "application/yaml")


def good(url: str) -> Routes:
    return {
        "GET /.well-known/ai-plugin.json": manifest(url),
        "GET /openapi.yaml": described(url),
        "GET /logo.png": Reply(png(), "image/png"),
        "GET /legal": Reply(b"<p>Terms", "text/html; charset=utf-8"),
        "GET /todos/1": Reply(b'{"todos": []}'),
        "OPTIONS /todos/1": Reply(headers=ALLOWED, status=204),
    }
