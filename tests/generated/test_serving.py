"""The server of a generated project, as a host, a browser and its author meet it."""

from __future__ import annotations

import json
import socket

import pytest
import yaml
from answers import DEFAULTS, FACTS
from projects import Make, Serve, free_port, run

from scaffold.template.questions import Answers

HOST = "https://chat.openai.com"


def test_it_serves_the_plugin_on_localhost(make: Make, serve: Serve) -> None:
    project = make(DEFAULTS)
    plugin = serve(project)
    manifest = plugin.http.get("/.well-known/ai-plugin.json").json()
    port = plugin.http.base_url.port
    assert manifest["api"]["url"] == f"http://localhost:{port}/openapi.yaml"
    assert plugin.http.get("/logo.png").content == (project / "logo.png").read_bytes()
    assert "support@example.com" in plugin.http.get("/legal").text
    assert '<meta property="og:title" content="Todo list">' in plugin.http.get("/").text
    document = yaml.safe_load(plugin.http.get("/openapi.yaml").text)
    assert document["servers"] == [{"url": f"http://localhost:{port}"}]
    assert f"http://localhost:{port}/.well-known/ai-plugin.json" in plugin.log


def test_every_url_follows_the_public_one(make: Make, serve: Serve) -> None:
    http = serve(make(DEFAULTS), PLUGIN_PUBLIC_URL="https://abc.ngrok-free.app").http
    for path in ("/.well-known/ai-plugin.json", "/openapi.yaml", "/", "/legal"):
        text = http.get(path, headers={"Host": "evil.example"}).text
        assert "localhost" not in text
        assert "evil.example" not in text
    manifest = http.get("/.well-known/ai-plugin.json").json()
    for url in (manifest["api"]["url"], manifest["logo_url"], manifest["legal_info_url"]):
        path = url.removeprefix("https://abc.ngrok-free.app")
        assert http.get(path).status_code == 200


def test_items_are_kept_in_a_file(make: Make, serve: Serve) -> None:
    project = make(DEFAULTS)
    before = serve(project)
    added = before.http.post("/todos", json={"text": "Buy milk 🥛"})
    assert (added.status_code, added.json()) == (201, {"id": 1, "text": "Buy milk 🥛"})
    before.stop()
    http = serve(project).http
    assert http.get("/todos").json() == {"todos": [{"id": 1, "text": "Buy milk 🥛"}]}
    assert http.delete("/todos/1").status_code == 204
    assert http.delete("/todos/1").status_code == 404
    assert http.get("/todos").json() == {"todos": []}
    assert (project / "plugin.db").exists()


def test_facts_are_told_and_nothing_is_kept(make: Make, serve: Serve) -> None:
    project = make(FACTS)
    before = sorted(project.iterdir())
    http = serve(project, PYTHONDONTWRITEBYTECODE="1").http
    assert http.get("/greetings?language=Thai").json() == {
        "greetings": [{"language": "Thai", "text": "สวัสดี", "said": "sa-wat-dee"}]
    }
    languages = [greeting["language"] for greeting in http.get("/greetings").json()["greetings"]]
    assert {"Thai", "English", "Chinese", "Hebrew", "Arabic"} <= set(languages)
    assert http.get("/pi").json() == {"pi": "3.1415926535897932384"}
    assert len(http.get("/pi?digits=1000").json()["pi"]) == 1001
    assert "The log tells which requests came" in http.get("/legal").text
    assert sorted(project.iterdir()) == before


def test_the_host_may_call_it_from_a_browser(make: Make, serve: Serve) -> None:
    http = serve(make(DEFAULTS)).http
    preflight = http.options(
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
    answer = http.get("/todos", headers={"Origin": "https://evil.example"})
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


BAD_QUESTIONS: list[tuple[str, str, bytes | None, int]] = [
    ("GET", "/greetings?language=thai", None, 422),
    ("GET", "/greetings?language=", None, 422),
    ("GET", "/pi?digits=0", None, 422),
    ("GET", "/pi?digits=1001", None, 422),
    ("GET", "/pi?digits=1e3", None, 422),
    ("GET", "/pi?digits=" + "9" * 5000, None, 422),
    ("POST", "/pi", b"{}", 405),
    ("GET", "/todos", None, 404),
]


@pytest.mark.parametrize(
    ("example", "requests"),
    [(DEFAULTS, BAD_REQUESTS), (FACTS, BAD_QUESTIONS)],
    ids=["todo", "facts"],
)
def test_bad_requests_get_one_sentence(
    make: Make, serve: Serve, example: Answers, requests: list[tuple[str, str, bytes | None, int]]
) -> None:
    headers = {"Content-Type": "application/json"}
    http = serve(make(example)).http
    for method, path, body, status in requests:
        answer = http.request(method, path, content=body, headers=headers)
        assert answer.status_code in ((400, 422) if status == 422 else (status,)), (path, body)
        assert list(answer.json()) == ["detail"]
        assert "\n" not in answer.json()["detail"]


def test_a_start_that_cannot_work_is_told_in_one_sentence(make: Make) -> None:
    project = make(DEFAULTS)
    for env in (
        # The project's own tests try more settings, without a process for each.
        {"PORT": "0"},
        {"DATABASE_URL": "sqlite:////nowhere/x.db"},
        {"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x"},
    ):
        done = run(project, "-m", "plugin", **{"PORT": str(free_port()), **env})
        assert done.returncode == 1
        assert done.stdout.count("\n") == 0
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("error: ")
        assert "geheim" not in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run(project, "-m", "plugin", PORT=str(port)).stderr
        assert said.startswith(f"error: Port {port} is in use")
    manifest = project / ".well-known/ai-plugin.json"
    manifest.write_text(json.dumps({})[:-1])
    said = run(project, "-m", "plugin", PORT=str(free_port())).stderr
    assert "ai-plugin.json cannot be read" in said


def test_the_limit_of_the_host_is_kept(make: Make, serve: Serve) -> None:
    """With an operation of the author's own that answers with too much."""
    project = make(DEFAULTS)
    todos = project / "plugin/todos.py"
    todos.write_text(
        todos.read_text()
        + '\n\n@router.get("/long")\ndef long(count: int) -> str:\n    """Long."""\n    return "é" * count\n'
    )
    http = serve(project).http
    # The quotes around a JSON string count.
    assert http.get("/long", params={"count": 99_998}).status_code == 200
    refused = http.get("/long", params={"count": 99_999}, headers={"Origin": HOST})
    assert refused.status_code == 413
    assert refused.headers["access-control-allow-origin"] == HOST
    assert "ask for less" in refused.json()["detail"]


def test_the_region_of_the_user_is_shown(make: Make, serve: Serve) -> None:
    plugin = serve(make(DEFAULTS))
    for region in ("US-CA", "US-CA and a forged line"):
        plugin.http.get("/todos", headers={"openai-subdivision-1-iso-code": region})
    assert "listed 0 todos for a user in US-CA\n" in plugin.log
    assert "forged" not in plugin.log
