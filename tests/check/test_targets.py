"""What people type as a target, and the settings that lie beside it."""

from __future__ import annotations

import copy
import io
import json
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from in_process import Said, call

from check.conftest import MANIFEST, OPENAPI, changed, write
from check.server import Reply, Served, described, manifest, serve
from scaffold.plugin.target import url_of

Run = Callable[[str], Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda line: call(line, monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as served:
        yield served


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("localhost:3333", "http://localhost:3333"),
        ("127.0.0.1:80/x", "http://127.0.0.1:80/x"),
        ("[::1]:3333", "http://[::1]:3333"),
        ("todo.dev", "https://todo.dev"),
        ("api.todo.dev/v1", "https://api.todo.dev/v1"),
        ("HTTPS://todo.dev", "HTTPS://todo.dev"),
        ("localhost", "http://localhost"),
        ("plugin", None),
        ("-", None),
        (".", None),
        ("..", None),
        ("my.plugin.json", None),
        ("docs/openapi.yaml", None),
    ],
)
def test_a_host_is_a_url_without_its_scheme(target: str, url: str | None) -> None:
    assert url_of(target) == url


def test_a_directory_named_like_a_host_is_a_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "todo.dev")
    assert run("ai-plugin check todo.dev") == (0, "", "")


def test_the_project_around_a_subfolder_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    folder = write(tmp_path / "plugin", json.dumps({**MANIFEST, "name_for_human": ""}).encode())
    (folder / "src/deep").mkdir(parents=True)
    monkeypatch.chdir(folder / "src/deep")
    done = run("ai-plugin check --json")
    (target,) = json.loads(done.out)["targets"]
    assert (done.code, target["target"]) == (1, str(folder))


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_manifest_from_a_pipe(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    pipe(monkeypatch, json.dumps(changed(MANIFEST, {"auth type": "x"})))
    done = run("ai-plugin check -")
    assert done.code == 1
    assert done.out.startswith("-:1:"), done.out


def test_an_openapi_document_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, server: Served
) -> None:
    twice = copy.deepcopy(OPENAPI)
    twice["paths"]["/todos"] = {"get": OPENAPI["paths"]["/todos/{id}"]["get"]}
    text = yaml.safe_dump(twice, sort_keys=False)
    (tmp_path / "api.yml").write_text(text)
    server.routes["GET /openapi.yaml"] = Reply(text.encode(), "application/yaml")
    pipe(monkeypatch, text)
    for source in (str(tmp_path / "api.yml"), "-", f"{server.url}/openapi.yaml"):
        done = run(f"ai-plugin check --openapi {source} --json")
        (target,) = json.loads(done.out)["targets"]
        rules = {finding["rule"] for finding in target["findings"]}
        assert rules == {"duplicate-operation-id"}, source
        assert {finding["file"] for finding in target["findings"]} == {source}
    gone = run(f"ai-plugin check --openapi {tmp_path / 'no.yaml'}")
    assert gone.code == 2
    assert "no.yaml: cannot be read: No such file or directory." in gone.out


SETTINGS = '[tool.ai-plugin]\nignore = ["wordy-text"]\nlimits = "alpha"\nstrict = true\n'


def test_settings_are_those_of_the_nearest_pyproject(tmp_path: Path, run: Run) -> None:
    long = changed(OPENAPI, {"paths /todos/{id} get summary": "x" * 250, "servers": []})
    name = {"name_for_human": "n" * 45}
    folder = write(tmp_path / "a/plugin", changed(MANIFEST, name), long)
    (tmp_path / "a/pyproject.toml").write_text(SETTINGS)
    other = write(tmp_path / "b", changed(MANIFEST, name), long)
    mine, theirs = json.loads(run(f"ai-plugin check --json {folder} {other}").out)["targets"]
    assert [finding["rule"] for finding in mine["findings"]] == ["missing-server"]
    assert {finding["rule"] for finding in theirs["findings"]} == {
        "missing-server",
        "text-limit",
        "wordy-text",
    }
    assert run(f"ai-plugin check --limits current {folder}").code == 1
    told = run(f"ai-plugin check --ignore missing-server --json {folder}").out
    assert [f["rule"] for f in json.loads(told)["targets"][0]["findings"]] == ["wordy-text"]


def test_strict_is_for_the_target_that_asks_for_it(tmp_path: Path, run: Run) -> None:
    warned = changed(MANIFEST, {"name_for_robots": "x"})
    folder = write(tmp_path / "plugin", warned)
    assert run(f"ai-plugin check {folder}").code == 0
    (folder / "pyproject.toml").write_text(SETTINGS)
    assert run(f"ai-plugin check {folder}").code == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[tool.ai-plugin]\ningore = []", "[tool.ai-plugin] ingore: no such setting; did you mean ignore?"),
        ("[tool.ai-plugin]\nignore = ['long-txt']", "[tool.ai-plugin] ignore long-txt: no such rule; did you mean long-text?"),
        ("[tool.ai-plugin]\nignore = 'x'", "[tool.ai-plugin] ignore: must be a list of rules."),
        ("[tool.ai-plugin]\nlimits = 'beta'", "[tool.ai-plugin] limits: must be current or alpha."),
        ("[tool.ai-plugin]\nstrict = 1", "[tool.ai-plugin] strict: must be true or false."),
        ("[tool]\nai-plugin = 1", "tool.ai-plugin must be a table."),
        ("[tool.ai-plugin", "cannot be read: "),
    ],
)  # fmt: skip
def test_settings_that_mean_nothing(tmp_path: Path, run: Run, text: str, sentence: str) -> None:
    folder = write(tmp_path / "plugin")
    (folder / "pyproject.toml").write_text(text)
    done = run(f"ai-plugin check {folder}")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {folder / 'pyproject.toml'}: {sentence}"), done.err


KEY = "Bearer the-secret-of-the-test"


def guarded(server: Served) -> None:
    """Let the server want the key, with a second operation that writes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        known = request.headers.get("Authorization") == KEY
        body = b'{"todos": []}' if known else b"{}"
        request.send_response(200 if known else 401)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    auth = {"auth": {"type": "user_http", "authorization_type": "bearer"}}
    scheme = {"components": {"securitySchemes": {"Key": {"type": "http", "scheme": "bearer"}}}}
    get = OPENAPI["paths"]["/todos/{id}"]["get"]
    delete = {**get, "operationId": "deleteTodo", "responses": {"204": {"description": "Gone."}}}
    server.routes["GET /.well-known/ai-plugin.json"] = manifest(server.url, auth)
    more: dict[str, Any] = {**scheme, "security": [{"Key": []}], "paths /todos/{id} delete": delete}
    server.routes["GET /openapi.yaml"] = described(server.url, more)
    server.routes["GET /todos/1"] = answer


def test_credentials_open_the_door_and_are_never_shown(server: Served, run: Run) -> None:
    guarded(server)
    closed = run(f"ai-plugin check {server.url}").out
    sentence = "0 of 2 operations answered; 1 refused for want of credentials (--header gives them)"
    assert f"{server.url}: {sentence}; 1 not called" in closed
    opened = run(f"ai-plugin check {server.url} --json --header 'Authorization: {KEY}'")
    (target,) = json.loads(opened.out)["targets"]
    assert list(target["operations"].values()) == [2, 1, 0, 0]
    assert opened.code == 0, opened.out
    assert "the-secret" not in opened.out + opened.err


def test_a_door_that_is_open_is_found_with_credentials_too(server: Served, run: Run) -> None:
    guarded(server)
    server.routes["GET /todos/1"] = Reply(b'{"todos": []}')
    assert "[open-door]" in run(f"ai-plugin check {server.url} --header 'Authorization: {KEY}'").out


def test_credentials_go_nowhere_else(server: Served, run: Run) -> None:
    guarded(server)
    heard: list[str | None] = []

    def listen(request: BaseHTTPRequestHandler) -> None:
        heard.append(request.headers.get("Authorization"))
        request.send_response(200)
        request.end_headers()

    with serve() as other:
        other.routes["GET /elsewhere"] = listen
        onward = Reply(status=307, headers={"Location": f"{other.url}/elsewhere"})
        server.routes["GET /todos/1"] = onward
        run(f"ai-plugin check {server.url} --header 'Authorization: {KEY}'")
    assert heard == [None, None]


@pytest.mark.parametrize("header", ["Authorization", "a b: c", "X: \x1b[2J"])
def test_a_header_that_is_none_is_refused_without_being_shown(run: Run, header: str) -> None:
    done = run(f"ai-plugin check localhost:1 --header '{header}'")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: --header: must be `Name: value`.\n")


def test_a_good_plugin_that_runs_is_told_of(server: Served, run: Run) -> None:
    done = run(f"ai-plugin check {server.url}")
    assert done == (0, f"{server.url}: 1 of 1 operations answered.\n", "")


def test_what_repeats_is_folded_for_people_and_whole_for_machines(tmp_path: Path, run: Run) -> None:
    many = {f"name_for_robot_{n}": n for n in range(100)}
    folder = write(tmp_path / "plugin", {**MANIFEST, **many})
    text = run(f"ai-plugin check {folder}").out
    assert text.count("[unknown-field]") == 3
    assert "  … and 97 more like this in the file (--format json has all)\n" in text
    assert "100 warnings." in text
    assert run(f"ai-plugin check --format github {folder}").out.count("::warning") == 3
    assert (
        len(json.loads(run(f"ai-plugin check --json {folder}").out)["targets"][0]["findings"])
        == 100
    )
    sarif = json.loads(run(f"ai-plugin check --format sarif {folder}").out)
    assert len(sarif["runs"][0]["results"]) == 100


def test_one_fault_is_one_finding(tmp_path: Path, run: Run) -> None:
    auth = {"type": "oath", "client_url": "https://todo.dev/in", "scope": "todos"}
    folder = write(tmp_path / "plugin", {**MANIFEST, "auth": auth})
    (target,) = json.loads(run(f"ai-plugin check --json {folder}").out)["targets"]
    assert [finding["rule"] for finding in target["findings"]] == ["unknown-value"]


def test_a_logo_that_is_not_there(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "plugin")
    (folder / "logo.png").unlink()
    done = run(f"ai-plugin check --strict {folder}")
    assert done.code == 1
    assert "logo_url: the logo is not here: `logo.png` [logo-missing]" in done.out


def test_the_endpoints_of_the_first_examples_have_a_word_of_their_own(
    tmp_path: Path, run: Run
) -> None:
    folder = write(tmp_path / "plugin", {**MANIFEST, "endpoints": [{"name": "getPi"}]})
    sentence = "`endpoints` is now in the OpenAPI document that `api.url` leads to [legacy-field]"
    assert sentence in run(f"ai-plugin check {folder}").out
