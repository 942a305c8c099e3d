"""Conversation files: what is one, what is expected, and how it is told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from answers import DEFAULTS, PROJECTS
from check.server import Served, serve
from hypothesis import given
from hypothesis import strategies as st
from in_process import call
from projects import Make

from host.scripted import Model, calls, said
from scaffold.errors import Misuse
from scaffold.host import conversation_file
from scaffold.host.playback.expectations import _missing

ADD = {"say": "Add milk", "model": "script", "call": {"operation": "addTodo", "arguments": {"text": "milk"}}}  # fmt: skip


@pytest.mark.parametrize("name", PROJECTS)
def test_the_conversations_of_every_project_go_as_expected(name: str, make: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    project = make(PROJECTS[name])
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/developer.db")
    files = sorted(map(str, project.glob("tests/conversations/*.yaml")))
    assert len(files) == (1 if name.startswith("blank") else 2)
    if not name.endswith("-none"):
        # What differs is how its user gets in.
        del files[1:]
    said = call(f"ai-plugin host --test {' '.join(files)}", monkeypatch, capsys)
    assert (said.code, said.err) == (0, ""), said.out
    assert "  FAILED  " not in said.out
    assert said.out.endswith(", 0 failed.\n")
    after = {path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip
    assert after == set(before)


def conversation(server: Served, tmp_path: Path, *turns: dict[str, Any], **more: Any) -> Path:
    path = tmp_path / "conversation.yaml"
    path.write_text(yaml.safe_dump({"plugin": server.url, "turns": list(turns), **more}, sort_keys=False))  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"status": 200}, 'expected status 200, got 201: {"id": 1, "text": "milk"}'),
        ({"operation": "getTodo"}, "expected operation getTodo, called addTodo"),
        ({"never": ["addTodo"]}, "addTodo was called, never expected"),
        ({"confirmed": False}, "expected confirmed: false, but the host asked first"),
        ({"body": {"text": "eggs"}}, "expected body.text eggs, got milk"),
        ({"body": {"done": True}}, "body.done is missing"),
        ({"arguments": {"text": "eggs"}}, "expected arguments.text eggs, got milk"),
    ],
)
def test_what_is_not_as_expected_is_told(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], expect: dict[str, Any], problem: str) -> None:  # fmt: skip
    path = conversation(server, tmp_path, {**ADD, "expect": expect})
    said = call(f"ai-plugin host --test {path}", monkeypatch, capsys)
    assert said.code == 1
    assert said.out == f"{path}\n  FAILED  Add milk  -> addTodo 201\n      {problem}\n1 conversation, 1 turn, 1 failed.\n"  # fmt: skip


def test_a_model_decides_as_often_as_a_turn_is_repeated(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    with serve() as served:
        model = Model(served)
        add, get = calls({"name": "todo__addTodo", "arguments": {"text": "milk"}}), calls({"name": "todo__getTodo", "arguments": {"id": 1}})  # fmt: skip
        turn = {"say": "Add milk", "model": "endpoint", "repeat": 3, "expect": {"operation": "addTodo", "times": 2, "status": 201}}  # fmt: skip
        path = conversation(server, tmp_path, turn)
        line = f"ai-plugin host --test {path} --model {model.url} --model-name tiny"
        model.replies(add, said("Done."), get, said("Nothing."), add, said("Pity."))
        told = call(line, monkeypatch, capsys)
        assert (told.code, told.out.splitlines()[1]) == (0, "  ok  Add milk  -> addTodo 201  (2 of 3 times)")  # fmt: skip
        # Decided three times, done once.
        assert server.asked.count("POST /todos") == 1
        model.replies(add, said("Done."), get, said("Nothing."))
        told = call(line, monkeypatch, capsys)
        assert told.code == 1
        assert "      addTodo came 1 of 3 times, expected 2\n" in told.out
    told = call(f"ai-plugin host --test {path}", monkeypatch, capsys)
    assert "`model: endpoint` needs --model URL and --model-name NAME." in told.out


def test_two_states_of_a_plugin_are_compared(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    project = make(DEFAULTS)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.dev", "-C", str(project)]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    code = project / "plugin/todos.py"
    code.write_text(code.read_text().replace("Add an item", "Jot an item"))
    path = tmp_path / "jot.yaml"
    turns = [{"say": 'Jot "milk"', "expect": {"operation": "addTodo"}}, {"say": "List the items", "expect": {"operation": "listTodos"}}]  # fmt: skip
    path.write_text(yaml.safe_dump({"plugin": str(project), "turns": turns}))
    told = call(f"ai-plugin host --test {path} --compare main", monkeypatch, capsys)
    assert told.code == 0, told.err
    assert told.out.endswith(
        "1 conversation, 2 turns, 0 failed.\n"
        "Compared with main:\n"
        f'  {path}: Jot "milk"\n'
        "    better: as expected here, not as expected there\n"
        "1 better, 0 worse, 1 same.\n"
    )
    told = call(f"ai-plugin host --test {path} --compare --upload-pack=x", monkeypatch, capsys)
    assert (told.code, told.err.splitlines()[0]) == (2, "Error: --compare --upload-pack=x: is neither a branch nor a project.")  # fmt: skip


def test_what_cannot_be_called_is_told(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    unknown = conversation(server, tmp_path, {"say": "x", "expect": {"never": ["addTodos"]}})
    said = call(f"ai-plugin host --test {unknown}", monkeypatch, capsys)
    assert (said.code, said.out.splitlines()[1]) == (1, "  FAILED  addTodos: no such operation; did you mean addTodo?")  # fmt: skip
    unfit = {**ADD, "call": {"operation": "addTodo", "arguments": {"text": 7}}}
    said = call(f"ai-plugin host --test {conversation(server, tmp_path, unfit)}", monkeypatch, capsys)  # fmt: skip
    assert "addTodo was not sent: text: 7 is not of type 'string'" in said.out
    silent = conversation(server, tmp_path, {"say": "Bonjour", "expect": {"operation": "getTodo"}})
    said = call(f"ai-plugin host --test {silent}", monkeypatch, capsys)
    assert "expected operation getTodo, called nothing; the model said: No operation has" in said.out  # fmt: skip


def test_programs_get_json_and_junit(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    bad = {**ADD, "say": "Add <milk>\x07", "expect": {"status": 200}}
    path = conversation(server, tmp_path, {**ADD, "expect": {"status": 201}}, bad)
    line = f"ai-plugin host --test {path} --json --junit {tmp_path}/junit.xml"
    said = call(line, monkeypatch, capsys)
    (told,) = json.loads(said.out)["conversations"]
    assert (said.code, told["passed"], [turn["passed"] for turn in told["turns"]]) == (1, False, [True, False])  # fmt: skip
    assert told["turns"][0]["calls"] == [{"operation": "addTodo", "arguments": {"text": "milk"}, "status": 201}]  # fmt: skip
    suite = ET.parse(tmp_path / "junit.xml").getroot()[0]  # noqa: S314
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite[1].get("name") == "Add <milk>\ufffd"
    assert suite[1][0].get("message", "").startswith("expected status 200, got 201")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a", "1: is no conversation: it must be a mapping."),
        ("plugin: .\nturns: [{say: x, cal: y}]", "2: turns.0.cal: no such key; did you mean call?"),
        ("plugin: http://x.dev\nturns:\n- say: x\n- say: ''", "4: turns.1.say: '' should be non-empty."),
        ("plugin: http://x.dev\nturns:\n- say: x\n  repeat: 2\n  expect: {times: 3}", "5: turns.0.expect.times: is more than repeat, 2."),
        ("plugin: http://x.dev\nturns:\n- say: x\n  model: script", "3: turns.0: `model: script` and `call` belong together."),
        ("plugin: http://x.dev\nregion: here\nturns: [{say: x}]", "2: region: 'here' does not match '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'."),
        ("plugin: [", "1: "),
    ],
)  # fmt: skip
def test_a_file_that_is_no_conversation_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, sentence: str) -> None:  # fmt: skip
    path = tmp_path / "conversation.yaml"
    path.write_text(text)
    said = call(f"ai-plugin host --test {path}", monkeypatch, capsys)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Error: {path}:{sentence}"), said.err


def test_the_plugin_is_the_nearest_project_upwards(make: Make, tmp_path: Path) -> None:
    project = make(DEFAULTS)
    assert conversation_file.read(str(project / "tests/conversations/add.yaml")).plugin == str(
        project.resolve()
    )
    lost = tmp_path / "lost.yaml"
    lost.write_text("plugin: .\nturns: [{say: x}]\n")
    with pytest.raises(Misuse, match="no project above it"):
        conversation_file.read(str(lost))


def test_a_plugin_of_others_with_users_is_no_test(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    from host.conftest import with_auth

    with_auth(server, type="user_http", authorization_type="bearer")
    said = call(f"ai-plugin host --test {conversation(server, tmp_path, ADD)}", monkeypatch, capsys)
    assert said.code == 1
    assert "wants user_http, and a test has no credentials for it" in said.out


_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)  # fmt: skip


@given(_values, st.dictionaries(st.text(), _values, max_size=3))
def test_a_value_has_all_of_itself_whatever_is_beside_it(value: Any, more: dict[str, Any]) -> None:
    assert list(_missing(value, value, "body")) == []
    assert list(_missing({"x": value}, {**more, "x": value}, "body")) == []
    assert list(_missing([value], [more, value, more], "body")) == []
