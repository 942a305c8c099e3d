"""Faults planted in a good package, one at a time, and each told at its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import call

from check.package_pieces import MARKETPLACES, PACKAGE, SKILL, write_file
from scaffold.check import engine
from scaffold.check.engine import Job

MANIFEST, SERVERS, CLAUDE = (f"todo/{name}" for name in PACKAGE)
CODEX_LIST, CLAUDE_LIST = MARKETPLACES
TODO = "todo/skills/todo/SKILL.md"

REMOTE = r'"type": "streamable-http",\n      "url": "https://todo.dev/mcp"'
TYPE, URL = '"streamable-http"', '"https://todo.dev/mcp"'
NAME, VERSION, ABOUT = '"name": "todo"', '"version": "1.0.0"', '"description": "'

PLANTED = rf"""
{MANIFEST} | "name": "todo", | | package-name 1
{MANIFEST} | {NAME} | "name": "" | package-name 3
{MANIFEST} | {NAME} | "name": 7 | package-name 3
{MANIFEST} | {NAME} | "name": "to..do" | package-name 3
{MANIFEST} | {NAME} | "name": "-todo" | package-name 3
{MANIFEST} | {NAME} | "name": "{"x" * 65}" | package-name 3
{MANIFEST} | /1.0.0/plugin | /2.0.0/plugin | package-schema 2
{MANIFEST} | {VERSION} | "version": 1 | package-field 4
{MANIFEST} | {ABOUT} | "author": "Ada", {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "author": {{"url": 1}}, {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "author": {{"web": ""}}, {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "keywords": "a", {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "keywords": [1], {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "homepage": 1, {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "extensions": {{"dev.todo": 1}}, {ABOUT} | package-field 5
{MANIFEST} | {ABOUT} | "extensions": 1, {ABOUT} | package-extension 5
{MANIFEST} | {ABOUT} | "mcpServers": {{}}, {ABOUT} | package-unknown-field 5
{MANIFEST} | {VERSION}, | {VERSION}, {VERSION}, | duplicate-key 4
{MANIFEST} | list."\n | list.",\n | json-syntax 5
{SERVERS} | /1.0.0/mcp | /2.0.0/mcp | mcp-file 2
{SERVERS} | "mcpServers": | "servers": {{}}, "mcpServers": | mcp-file 3
{SERVERS} | {TYPE} | "http" | mcp-entry 5
{SERVERS} | {TYPE} | 1 | mcp-entry 5
{SERVERS} | "type": {TYPE}, | | mcp-entry 4
{SERVERS} | {URL} | {URL}, "timeout": 3 | mcp-entry 6
{SERVERS} | {URL} | 1 | mcp-entry 6
{SERVERS} | {URL} | {URL}, "headers": {{"X-A": 1}} | mcp-entry 6
{SERVERS} | {URL} | {URL}, "headers": [] | mcp-entry 6
{SERVERS} | {REMOTE} | "type": "stdio" | mcp-entry 4
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "args": "y" | mcp-entry 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "env": {{"A": 1}} | mcp-entry 5
{SERVERS} | {TYPE} | "sse" | mcp-transport 5
{SERVERS} | {URL} | "/mcp" | mcp-url 6
{SERVERS} | {URL} | "ftp://todo.dev/mcp" | mcp-url 6
{SERVERS} | {URL} | "http://10.0.0.1/mcp" | mcp-url 6
{SERVERS} | {URL} | "https://ada@todo.dev/mcp" | mcp-url 6
{SERVERS} | {URL} | "https://todo.dev/mcp#x" | mcp-url 6
{SERVERS} | {URL} | "${{TODO_URL}}/mcp" | mcp-placeholder 6
{SERVERS} | {URL} | {URL}, "headers": {{"X A": "b"}} | mcp-header 6
{SERVERS} | {URL} | {URL}, "headers": {{"X-A": "b\u0001c"}} | mcp-header 6
{SERVERS} | {URL} | {URL}, "headers": {{"Authorization": "Bearer 0a1b2c3d4e"}} | secret 6
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "env": {{"TODO_KEY_TOKEN": "0a1b2c3d"}} | secret 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "../x" | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "/bin/x" | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "./../x" | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "./gone" | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "cwd": "data" | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "cwd": "./../.." | mcp-command 5
{SERVERS} | {REMOTE} | "type": "stdio", "command": "x", "args": ["${{HOME}}"] | mcp-placeholder 5
{CLAUDE} | {NAME} | "name": "to do" | claude-manifest 2
{CLAUDE} | {VERSION} | "version": 1 | claude-manifest 3
{CLAUDE} | {ABOUT} | "homepage": "todo", {ABOUT} | claude-manifest 4
{CLAUDE} | {ABOUT} | "skills": "skills", {ABOUT} | claude-manifest 4
{CLAUDE} | {ABOUT} | "commands": "./../x", {ABOUT} | claude-path 4
{CLAUDE} | {ABOUT} | "mcpServers": "./gone.json", {ABOUT} | claude-path 4
{CLAUDE} | {ABOUT} | "mcpServers": {{"a": {{"type": "x"}}}}, {ABOUT} | claude-server 4
{CLAUDE} | {ABOUT} | "mcpServers": {{"a": {{"type": "http", "url": "http://b.dev"}}}}, {ABOUT} | mcp-url 4
{CLAUDE} | {VERSION}, | | claude-listing 1
{CLAUDE} | {VERSION} | "version": "2.0.0" | package-agreement 3
{TODO} | name: todo | name: other | skill-name 2
{TODO} | name: todo\n | | skill-name 1
{TODO} | Manage a | {"x" * 1025} | skill-description 3
{TODO} | description: Manage a to-do list. | description: "" | skill-description 3
{TODO} | name: todo | name: todo\nlicense: 1 | skill-field 3
{TODO} | list.\n---\n | list.\n | skill-front-matter 1
{TODO} | listTodos | [it](gone.md) | skill-link 6
{TODO} | listTodos | [it](../../../notes.md) | skill-link 6
{CODEX_LIST} | "name": "todo",\n  "pl | "pl | marketplace-name 1
{CODEX_LIST} | {NAME},\n  " | "name": "a b",\n  " | marketplace-name 2
{CODEX_LIST} | "./todo" | "./gone" | marketplace-source 6
{CODEX_LIST} | "./todo" | {{"source": "disk"}} | marketplace-source 6
{CODEX_LIST} | "./todo" | {{"source": "local", "path": "../todo"}} | marketplace-source 6
{CODEX_LIST} | {NAME},\n      " | "name": "other",\n      " | marketplace-agreement 5
{CLAUDE_LIST} | "name": "Ada" | "email": "" | marketplace-field 4
{CLAUDE_LIST} | "./todo" | "./../todo" | marketplace-source 10
{CLAUDE_LIST} | "./todo" | "./todo", "version": "2.0.0" | marketplace-version 10
""".strip().splitlines()


def good(folder: Path) -> Path:
    """A repository without a fault, its JSON on lines of its own."""
    files: dict[str, str] = {name: json.dumps(v, indent=2) for name, v in MARKETPLACES.items()}
    files |= {f"todo/{name}": json.dumps(value, indent=2) for name, value in PACKAGE.items()}
    for name, text in {**files, TODO: SKILL, "notes.md": "Private."}.items():
        write_file(folder / name, text.encode())
    return folder


@pytest.mark.parametrize("line", PLANTED, ids=lambda line: line.rpartition("|")[2].strip())
def test_a_planted_fault_is_told_alone_and_at_its_line(tmp_path: Path, line: str) -> None:
    name, old, new, told = (part.strip(" ").replace("\\n", "\n") for part in line.split("|"))
    file = good(tmp_path) / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    findings = engine.check(Job(str(tmp_path))).findings
    assert [(f"{f.rule} {f.line}", f.file) for f in findings] == [(told, str(file))]


@pytest.mark.parametrize(
    ("target", "count"),
    [(".", 6), ("todo", 4), (MANIFEST, 4), (SERVERS, 4), (CLAUDE, 4), (TODO, 1), ("todo/skills", 1),
     (CODEX_LIST, 1), (CLAUDE_LIST, 1), ("todo/skills/todo", 1)],
)  # fmt: skip
def test_a_target_is_all_that_it_belongs_to(tmp_path: Path, target: str, count: int) -> None:
    result = engine.check(Job(str(good(tmp_path) / target)))
    assert (result.findings, len(result.documents)) == ([], count)


def test_the_package_around_here_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good(tmp_path)
    monkeypatch.chdir(tmp_path / "todo/skills")
    (tmp_path / MANIFEST).write_text("{}")
    done = call("ai-plugin check", monkeypatch, capsys)
    assert "[package-without-schema]" in done.out


def test_a_fault_in_a_package_is_fixed_where_no_decision_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = good(tmp_path) / SERVERS
    text = file.read_text()
    file.write_text(text.replace('/mcp"\n', '/mcp", // ours\n'))
    assert call(f"ai-plugin check --fix {tmp_path}", monkeypatch, capsys).code == 0
    assert json.loads(file.read_text()) == json.loads(text)


def test_what_a_link_leads_to_is_never_read(tmp_path: Path) -> None:
    file = good(tmp_path) / "todo/mcp.json"
    file.unlink()
    file.symlink_to("/etc/passwd")
    result = engine.check(Job(str(tmp_path / "todo")))
    assert [finding.rule for finding in result.findings] == ["link-outside"]
    assert not [document for document in result.documents if "root:" in document.text]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(
        ["./", "../x", "https://a.dev", "http://[", "${A}", "\ud800", "a" * 5000]
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["$schema", "name", "type", "url", "command", "cwd", "env", "headers", "args", "source",
             "path", "plugins", "mcpServers", "extensions", "com.openai", "interface", "logo", "skills"]
        ) | st.text(max_size=5), inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.sampled_from([MANIFEST, SERVERS, CLAUDE, CODEX_LIST, CLAUDE_LIST, TODO]),
    anything,
    st.binary(max_size=60),
)
@settings(max_examples=40, deadline=None)
def test_no_package_is_too_strange(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: object, raw: bytes
) -> None:
    folder = good(tmp_path_factory.mktemp("x"))
    text = json.dumps(value).encode()
    front = b"---\n" + text + b"\n---\n" + raw if name == TODO else text[:-1] + raw
    for content in (text, front, raw):
        (folder / name).write_bytes(content)
        assert engine.check(Job(str(folder))).exit_code in (0, 1)
