"""The server of a generated project, as a host, a browser and its author meet it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2 as httpx
import yaml
from answers import DEFAULTS
from httpx2 import Client

from .conftest import Make, Serve, free_port

HOST = "https://chat.openai.com"


def test_it_serves_the_plugin_on_localhost(make: Make, serve: Serve) -> None:
    project = make(DEFAULTS)
    server = serve(project)
    with Client(base_url=server.url) as client:
        manifest = client.get("/.well-known/ai-plugin.json").json()
        port = server.url.rsplit(":", 1)[1]
        assert manifest["api"]["url"] == f"http://localhost:{port}/openapi.yaml"
        assert client.get("/logo.png").content == (project / "logo.png").read_bytes()
        assert "support@example.com" in client.get("/legal").text
        assert '<meta property="og:title" content="Todo list">' in client.get("/").text
        document = yaml.safe_load(client.get("/openapi.yaml").text)
        assert document["servers"] == [{"url": f"http://localhost:{port}"}]
    assert f"http://localhost:{port}/.well-known/ai-plugin.json" in server.said


def test_every_url_follows_the_public_one(make: Make, serve: Serve) -> None:
    server = serve(make(DEFAULTS), PLUGIN_PUBLIC_URL="https://abc.ngrok-free.app")
    with Client(base_url=server.url) as client:
        for path in ("/.well-known/ai-plugin.json", "/openapi.yaml", "/", "/legal"):
            text = client.get(path, headers={"Host": "evil.example"}).text
            assert "localhost" not in text
            assert "evil.example" not in text
        manifest = client.get("/.well-known/ai-plugin.json").json()
        for url in (manifest["api"]["url"], manifest["logo_url"], manifest["legal_info_url"]):
            path = url.removeprefix("https://abc.ngrok-free.app")
            assert client.get(path).status_code == 200


def test_items_are_kept_in_a_file(make: Make, serve: Serve) -> None:
    project = make(DEFAULTS)
    with Client(base_url=serve(project).url) as client:
        added = client.post("/todos", json={"text": "Buy milk 🥛"})
        assert (added.status_code, added.json()) == (201, {"id": 1, "text": "Buy milk 🥛"})
    with Client(base_url=serve(project).url) as client:
        assert client.get("/todos").json() == {"todos": [{"id": 1, "text": "Buy milk 🥛"}]}
        assert client.delete("/todos/1").status_code == 204
        assert client.delete("/todos/1").status_code == 404
        assert client.get("/todos").json() == {"todos": []}
    assert (project / "plugin.db").exists()


def hammer(url: str) -> None:
    """200 POSTs at once: no error, no lost write, and each is there for whoever made it."""

    def post(number: int) -> dict[str, Any]:
        with Client(base_url=url, timeout=60) as client:
            answer = client.post("/todos", json={"text": f"item {number}"})
            assert answer.status_code == 201
            item: dict[str, Any] = answer.json()
            page = client.get("/todos", params={"offset": item["id"] - 1, "limit": 1}).json()
            assert page["todos"]
            return item

    with ThreadPoolExecutor(200) as pool:
        items = list(pool.map(post, range(200)))
    assert len({item["id"] for item in items}) == 200
    with Client(base_url=url) as client:
        pages = [
            client.get("/todos", params={"offset": at}).json()["todos"] for at in range(0, 225, 25)
        ]
    assert {item["text"] for page in pages for item in page} == {f"item {n}" for n in range(200)}


def test_two_hundred_writes_at_once_on_sqlite(make: Make, serve: Serve) -> None:
    hammer(serve(make(DEFAULTS)).url)


def test_two_hundred_writes_at_once_on_postgresql(
    make: Make, serve: Serve, postgres_url: str
) -> None:
    project = make(DEFAULTS)
    hammer(serve(project, DATABASE_URL=postgres_url).url)
    assert not (project / "plugin.db").exists()


def test_the_host_may_call_it_from_a_browser(make: Make, serve: Serve) -> None:
    with Client(base_url=serve(make(DEFAULTS)).url) as client:
        preflight = client.options(
            "/todos",
            headers={
                "Origin": HOST,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type, openai-conversation-id",
                "Access-Control-Request-Private-Network": "true",
            },
        )
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == HOST
        assert preflight.headers["access-control-allow-private-network"] == "true"
        answer = client.get("/todos", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in answer.headers


BAD_REQUESTS: list[tuple[str, str, bytes | None, int]] = [
    ("POST", "/todos", b"", 422),
    ("POST", "/todos", b"{", 422),
    ("POST", "/todos", b"[]", 422),
    ("POST", "/todos", b'{"text": null}', 422),
    ("POST", "/todos", b'{"text": "\\u0000"}', 422),
    ("POST", "/todos", b'{"text": "\\ud800"}', 422),
    ("POST", "/todos", b'{"text": "' + b"x" * 501 + b'"}', 422),
    ("POST", "/todos", b"\xff\xfe", 422),
    ("POST", "/todos", b" " * 200_000, 413),
    ("GET", "/todos?limit=0", None, 422),
    ("GET", "/todos?offset=99999999999999999999", None, 422),
    ("DELETE", "/todos/99999999999999999999", None, 422),
    ("DELETE", "/todos/abc", None, 422),
    ("DELETE", "/todos/7", None, 404),
    ("PUT", "/todos", b"{}", 405),
    ("GET", "/nothing", None, 404),
    ("GET", "/..%2f..%2fetc/passwd", None, 404),
    ("GET", "/.env", None, 404),
    ("GET", "/plugin.db", None, 404),
]


def test_bad_requests_get_one_sentence(make: Make, serve: Serve) -> None:
    headers = {"Content-Type": "application/json"}
    with Client(base_url=serve(make(DEFAULTS)).url) as client:
        for method, path, body, status in BAD_REQUESTS:
            answer = client.request(method, path, content=body, headers=headers)
            assert answer.status_code in ((400, 422) if status == 422 else (status,)), (path, body)
            assert list(answer.json()) == ["detail"]
            assert "\n" not in answer.json()["detail"]


def start(project: Path, **env: str) -> subprocess.CompletedProcess[str]:

    return subprocess.run(
        [sys.executable, "-m", "plugin"],
        cwd=project,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_start_that_cannot_work_is_told_in_one_sentence(make: Make) -> None:
    project = make(DEFAULTS)
    for env in (
        {"PORT": "abc"},
        {"PORT": "0"},
        {"PLUGIN_PUBLIC_URL": "example.com"},
        {"PLUGIN_PUBLIC_URL": "https://example.com/path"},
        {"DATABASE_URL": "mysql://x"},
        {"DATABASE_URL": "sqlite:////nowhere/x.db"},
        {"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x"},
    ):
        done = start(project, **{"PORT": str(free_port()), **env})
        assert done.returncode == 1
        assert done.stdout.count("\n") == 0
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("error: ")
        assert "geheim" not in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert start(project, PORT=str(port)).stderr.startswith(f"error: Port {port} is in use")
    manifest = project / ".well-known/ai-plugin.json"
    manifest.write_text(json.dumps({})[:-1])
    assert "ai-plugin.json cannot be read" in start(project, PORT=str(free_port())).stderr


def test_the_limit_of_the_host_is_kept(make: Make, serve: Serve) -> None:
    """With an operation of the author's own that answers with too much."""
    project = make(DEFAULTS)
    todos = project / "plugin/todos.py"
    todos.write_text(
        todos.read_text()
        + '\n\n@router.get("/long")\ndef long(count: int) -> str:\n    """Long."""\n    return "é" * count\n'
    )
    with Client(base_url=serve(project).url) as client:
        # The quotes around a JSON string count.
        assert client.get("/long", params={"count": 99_998}).status_code == 200
        refused = client.get("/long", params={"count": 99_999}, headers={"Origin": HOST})
    assert refused.status_code == 413
    assert refused.headers["access-control-allow-origin"] == HOST
    assert "ask for less" in refused.json()["detail"]


def test_the_region_of_the_user_is_shown(make: Make, serve: Serve) -> None:
    server = serve(make(DEFAULTS))
    for region in ("US-CA", "US-CA and a forged line"):
        httpx.get(f"{server.url}/todos", headers={"openai-subdivision-1-iso-code": region})
    said = server.log.read_text()
    assert "listed 0 todos for a user in US-CA\n" in said
    assert "forged" not in said
