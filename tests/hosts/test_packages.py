"""The package of a project in real hosts: installed, connected, and called in a conversation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answers import PROJECTS
from projects import Make, Plugin

from hosts import model
from hosts.conftest import Npm, Start
from hosts.npm import Program
from hosts.programs import HOSTS, Host, follow
from scaffold.check import engine
from scaffold.check.engine import Job
from scaffold.check.finding import Severity

pytestmark = pytest.mark.hosts

MARKETPLACE = ".agents/plugins/marketplace.json"
KEYS = ["service_http-bearer", "user_http-basic"]


def program(npm_program: Npm, host: Host) -> Program:
    return npm_program(host.package, host.version, host.name)


def key(plugin: Plugin) -> str:
    """The service's key, or that of a new user."""
    if (plugin.directory / "plugin/users.py").exists():
        return plugin.command("users", "add", "ada").split()[-1]
    return plugin.secret("PLUGIN_API_KEY")


def add_milk(plugin: Plugin, authorization: str = "") -> None:
    headers = {"authorization": authorization} if authorization else {}
    added = plugin.http.post("/todos", json={"text": "Buy milk"}, headers=headers)
    assert added.status_code == 201


def files(folder: Path) -> dict[str, bytes]:
    every = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in every}


def test_a_host_installs_the_package_and_nothing_else_of_the_project(
    start: Start, npm_program: Npm, host: Host
) -> None:
    plugin = start(PROJECTS["todo-service_http-bearer"])
    installed = program(npm_program, host)
    said = follow(plugin.directory, host, installed)
    assert "todo-list" in said[2]
    kept = files(installed.home)
    assert not [path for path in kept if path.endswith((".env", ".db"))]
    secret = plugin.secret("PLUGIN_API_KEY").encode()
    assert not [path for path, content in kept.items() if secret in content]
    package = files(plugin.directory / "agent-plugin")
    copied = {path: content for path, content in kept.items() if "/cache/todo-list/" in path}
    if host.name == "copilot":
        assert copied == {}
    else:
        assert {path.partition("1.0.0/")[2]: copied[path] for path in copied} == package


@pytest.mark.parametrize("kind", ["none", *KEYS])
def test_a_whole_conversation(start: Start, npm_program: Npm, host: Host, kind: str) -> None:
    plugin = start(PROJECTS[f"todo-{kind}"])
    secrets = {} if kind == "none" else {"PLUGIN_API_KEY": key(plugin)}
    scheme = kind.partition("-")[2].capitalize()
    add_milk(plugin, *(f"{scheme} {secret}" for secret in secrets.values()))
    follow(plugin.directory, host, installed := program(npm_program, host))
    with model.playing("listTodos") as played:
        said = host.ask(installed, played, secrets)
    assert "Buy milk" in said, plugin.log


@pytest.mark.parametrize("kind", ["none", "service_http-bearer"])
def test_claude_finds_nothing_to_complain_of(make: Make, npm_program: Npm, kind: str) -> None:
    claude = program(npm_program, HOSTS["claude"])
    project = make(PROJECTS[f"todo-{kind}"])
    for folder in (project, project / "agent-plugin"):
        done = claude.run("plugin", "validate", "--strict", folder)
        assert done.returncode == 0, done.stdout


def test_claude_connects_with_a_key_that_it_keeps(start: Start, npm_program: Npm) -> None:
    plugin = start(PROJECTS["todo-service_http-bearer"])
    claude = program(npm_program, HOSTS["claude"])
    said = follow(plugin.directory, HOSTS["claude"], claude)
    assert "Failed to connect" in said[2]
    values = json.dumps({"PLUGIN_API_KEY": key(plugin)})
    claude.run("plugin", "configure", "todo-list@todo-list", "--values-stdin", text=values)
    assert "✔ Connected" in claude.run("mcp", "list").stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("agent-plugin/plugin.json", '"name": "todo-list"', '"name": "Todo list"', "package-name"),
        ("agent-plugin/plugin.json", '"version": "1.0.0"', '"version": 1', "package-field"),
        (MARKETPLACE, '"AVAILABLE"', '"ALWAYS"', "marketplace-field"),
        (MARKETPLACE, '"./agent-plugin"', '"agent-plugin"', "marketplace-source"),
    ],
)
def test_what_codex_refuses_is_an_error(
    make: Make, npm_program: Npm, file: str, old: str, new: str, rule: str
) -> None:
    project = make(PROJECTS["todo-none"])
    text = (project / file).read_text()
    assert old in text
    (project / file).write_text(text.replace(old, new, 1))
    codex = program(npm_program, HOSTS["codex"])
    codex.run("plugin", "marketplace", "add", project)
    assert codex.run("plugin", "add", "todo-list@todo-list").returncode != 0
    found = engine.check(Job(str(project))).findings
    assert rule in {finding.rule for finding in found if finding.severity == Severity.ERROR}
