"""A host, and plugins for it: one that answers as told, and projects that run for real."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check.server import Reply, Served, described, manifest, serve
from starlette.testclient import TestClient

from scaffold.host.conversation import Conversation
from scaffold.host.host import Host
from scaffold.host.models import Call, Model
from scaffold.host.models.script import Script
from scaffold.host.registration import DEVELOPER, Registration
from scaffold.host.web.app import create_app
from scaffold.host.web.live import Live
from scaffold.host.web.starting import Starting

ADD = {
    "operationId": "addTodo",
    "summary": "Add an item",
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {"text": {"type": "string", "maxLength": 20}},
                }
            }
        },
    },
    "responses": {"201": {"description": "The item."}},
}


@pytest.fixture(autouse=True)
def python_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python that has what projects need is the first on PATH, as in an active environment."""
    folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def server() -> Iterator[Served]:
    """A plugin with getTodo and addTodo."""
    with serve() as served:
        changes: dict[str, Any] = {"paths /todos": {"post": ADD}}
        served.routes["GET /openapi.yaml"] = described(served.url, changes)
        served.routes["POST /todos"] = Reply(b'{"id": 1, "text": "milk"}', status=201)
        yield served


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that listens nowhere."""
    made = Host("http://127.0.0.1:3400")
    yield made
    made.close()


def with_auth(server: Served, **auth: Any) -> None:
    server.routes["GET /.well-known/ai-plugin.json"] = manifest(server.url, {"auth": auth})


def talk(host: Host, server: Served, *calls: Call, model: Model | None = None) -> Conversation:
    """A conversation with the server's plugin, in which a script makes these calls."""
    plugin = host.register(server.url)
    plugin.activate(DEVELOPER)
    return host.converse([plugin], user=DEVELOPER, model=model or Script(calls), region="US-CA")


def active(host: Host, server: Served, user: str = DEVELOPER) -> Registration:
    plugin = host.register(server.url)
    plugin.activate(user)
    return plugin


def pages(host: Host) -> TestClient:
    """A browser at the pages of a host, whose forms are its own."""
    app = create_app(host, Live(), Starting(), key="key", port=3400)
    headers = {"Sec-Fetch-Site": "same-origin"}
    client = TestClient(app, "http://127.0.0.1:3400", headers=headers)
    client.params = {"key": "key"}
    return client
