"""What outlives the host: conversations, without secrets; what is made of them; and credentials."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from check.server import Reply, Served
from in_process import call

from host.conftest import active, pages, talk, with_auth
from scaffold.errors import Failure
from scaffold.host.conversation import Conversation
from scaffold.host.host import Host
from scaffold.host.items import Answer, Card, Form, Question
from scaffold.host.keeping import as_test, credentials
from scaffold.host.keeping.remember import Remembering
from scaffold.host.keeping.replay import replay
from scaffold.host.keeping.shelf import Shelf
from scaffold.host.keeping.turns import beside
from scaffold.host.models import Call
from scaffold.host.models.matcher import Matcher
from scaffold.host.registration import DEVELOPER

SECRET = "the-users+own/secret"
GET = Call("todo__getTodo", {"id": 1})
ADD = Call("todo__addTodo", {"text": "milk"})


def launch(folder: Path) -> Host:
    return Host("http://127.0.0.1:3400", shelf=Shelf(folder / "kept.db"))


def added(host: Host, server: Served) -> Conversation:
    """A question, a write that was confirmed, and another question."""
    talking = talk(host, server, model=Matcher())
    talking.say('Add the item "milk"')
    card = talking.waiting
    assert isinstance(card, Card)
    talking.confirm(card, card.arguments)
    talking.say("Show the todo 1")
    assert [type(item) for item in talking.items] == [Question, Card, Answer] * 2
    return talking


def test_a_conversation_is_there_in_the_next_launch_without_secrets(server: Served, tmp_path: Path) -> None:  # fmt: skip
    with_auth(server, type="user_http", authorization_type="bearer")
    server.routes["GET /todos/1"] = Reply(f'{{"you": "{SECRET}", "see": "?key=the-users%2Bown%2Fsecret"}}'.encode())  # fmt: skip
    first = launch(tmp_path)
    plugin = first.register(server.url)
    plugin.activate("ada", SECRET)
    talking = first.converse([plugin], user="ada", model=Matcher(), region="DE")
    talking.say("Show the todo 1")
    first.rename(talking, "  What I\nhave ")
    first.close()
    for file in tmp_path.iterdir():
        assert b"own" not in file.read_bytes()

    second = launch(tmp_path)
    (row,) = second.shelf.rows("ada de todo")
    assert (row.title, row.user, row.region, row.plugins) == ("What I have", "ada", "DE", "Todo list")  # fmt: skip
    assert second.shelf.rows("ada eggs") == []
    reading = second.open(row.id)
    assert reading
    assert not reading.is_live
    assert "••••••" in str(reading.items[-1])
    with pytest.raises(Failure, match="Todo list: not here, so this conversation can only be read"):
        reading.say("Hello?")
    assert pages(second).get(f"/conversations/{row.id}").status_code == 200

    second.register(server.url).activate("ada", SECRET)
    going_on = second.open(row.id)
    assert going_on
    going_on.say("Show the todo 1")
    assert len(going_on.items) == 6
    assert second.open(row.id) is going_on
    second.forget(row.id)
    assert second.shelf.rows() == []
    assert second.open(row.id) is None
    second.close()


def test_a_key_too_short_to_be_hidden_everywhere_is_kept_nowhere(
    host: Host, server: Served
) -> None:
    with_auth(server, type="user_http", authorization_type="bearer")
    plugin = host.register(server.url)
    plugin.activate("ada", "k7")
    talking = host.converse([plugin], user="ada", model=Matcher())
    talking.say("Show the todo 1")
    kept = json.dumps(host.shelf.get(talking.id), ensure_ascii=False)
    assert '"Authorization": "Bearer ••••••"' in kept
    assert "k7" not in kept


def test_what_is_no_shelf_is_told(tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_text("no database, and long enough to be taken for none")
    with pytest.raises(Failure, match="Conversations cannot be kept: file is not a database"):
        Shelf(tmp_path / "kept.db")


def test_what_waited_still_waits(server: Served, tmp_path: Path) -> None:
    first = launch(tmp_path)
    talk(first, server, ADD).say("Add milk")
    first.close()
    second = launch(tmp_path)
    active(second, server)
    opened = second.open("1")
    assert opened
    card = opened.waiting
    assert isinstance(card, Card)
    assert "POST /todos" not in server.asked
    opened.confirm(card, {"text": "eggs"})
    assert server.asked.count("POST /todos") == 1
    second.close()


def test_a_branch_begins_as_the_other_did(host: Host, server: Served) -> None:
    talking = added(host, server)
    answer = pages(host).post(f"/conversations/{talking.id}/branch/3")
    assert ">Show the todo 1</textarea>" in answer.text
    made = host.conversations["2"]
    assert [getattr(item, "text", "") for item in made.items] == [getattr(item, "text", "") for item in talking.items[:3]]  # fmt: skip
    made.say("Show the todo 1")
    assert (len(made.items), len(talking.items)) == (6, 6)


def test_a_replay_shows_what_differs_and_writes_only_if_told(host: Host, server: Served) -> None:
    talking = added(host, server)
    server.routes["GET /todos/1"] = Reply(b'{"todos": ["eggs"]}')
    again = replay(host, talking, send_writes=False)
    assert server.asked.count("POST /todos") == 1
    first, second = beside(talking.items, again.items)
    assert first.differences == ["addTodo: 201, then not sent", "the answer is another"]
    assert second.differences == ["getTodo: the result is another", "the answer is another"]
    answer = pages(host).post(f"/conversations/{talking.id}/replay", data={"send_writes": "on"})
    assert server.asked.count("POST /todos") == 2
    assert "1 of 2 questions went otherwise." in answer.text
    assert "getTodo: the result is another" in answer.text


def test_an_operation_that_is_gone_is_told_in_a_replay(host: Host, server: Served) -> None:
    talking = talk(host, server, GET)
    talking.say("What is there?")
    (plugin,) = host.registrations.values()
    server.routes["GET /openapi.yaml"] = Reply(b"openapi: 3.1.0\ninfo: {title: T, version: v1}\npaths: {}\n", "application/yaml")  # fmt: skip
    plugin.look()
    again = replay(host, talking, send_writes=True)
    assert "There is no operation todo__getTodo." in str(again.items[1])


def test_saved_as_a_test_it_is_played(host: Host, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    path = tmp_path / "saved.yaml"
    path.write_text(as_test.file_text(added(host, server), host.secrets.hide, plugin=server.url))
    assert yaml.safe_load(path.read_text())["turns"] == [
        {"say": 'Add the item "milk"', "expect": {"operation": "addTodo", "arguments": {"text": "milk"}, "status": 201, "confirmed": True}},
        {"say": "Show the todo 1", "expect": {"operation": "getTodo", "arguments": {"id": 1}, "status": 200}},
    ]  # fmt: skip
    assert call(f"ai-plugin host --test {path}", monkeypatch, capsys).code == 0
    # What the user had to fill in is called by a script: in a test, nobody is asked.
    asked = talk(host, server, model=Matcher())
    asked.say("Add an item")
    form = asked.waiting
    assert isinstance(form, Form)
    assert form.tool
    asked.fill(form, form.tool, {"text": "eggs"})
    card = asked.waiting
    assert isinstance(card, Card)
    asked.confirm(card, card.arguments)
    text = as_test.file_text(asked, host.secrets.hide, plugin=server.url)
    assert yaml.safe_load(text)["turns"] == [{"say": "Add an item", "model": "script", "call": {"operation": "addTodo", "arguments": {"text": "eggs"}}, "expect": {"status": 201, "confirmed": True}}]  # fmt: skip
    assert beside(asked.items, replay(host, asked, send_writes=True).items)[0].differences == []
    with pytest.raises(Failure, match="has a place for tests"):
        as_test.write(host.conversations["1"], host.secrets.hide)
    with pytest.raises(Failure, match="Nothing was sent in it"):
        as_test.file_text(talk(host, server), host.secrets.hide)


def test_a_test_tells_no_secret_however_its_lines_are_broken(host: Host, server: Served) -> None:
    host.secrets.add(secret := ("a secret of several words, " * 6).strip())
    talking = talk(host, server, GET)
    talking.say(f"Show {secret}")
    assert as_test.file_text(talking, host.secrets.hide).count("••••••") == 1
    assert "several" not in as_test.file_text(talking, host.secrets.hide)


def test_an_export_needs_nothing_and_tells_no_secret(host: Host, server: Served) -> None:
    server.routes["GET /todos/1"] = Reply(f'{{"key": "{SECRET}", "x": "<script>alert(1)</script>"}}'.encode())  # fmt: skip
    host.secrets.add(SECRET)
    talking = added(host, server)
    answer = pages(host).get(f"/conversations/{talking.id}/export.html")
    assert answer.headers["content-disposition"] == 'attachment; filename="conversation-1.html"'
    assert SECRET not in answer.text
    assert "key=key" not in answer.text
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', answer.text) == []
    assert "data:image/png;base64," in answer.text
    assert "@media print" in answer.text
    for text in ("addTodo", "201", "milk", "Todo list"):
        assert text in answer.text


def test_conversations_are_found_renamed_and_deleted_in_the_page(host: Host, server: Served) -> None:  # fmt: skip
    plugin = active(host, server)
    plugin.activate("ada")
    for user, region in ((DEVELOPER, "US-CA"), ("ada", "DE")):
        host.converse([plugin], user=user, model=Matcher(), region=region).say("Show the todo 1")
    browser = pages(host)
    assert browser.get("/conversations").text.count("with Todo list ·") == 2
    assert (
        browser.get("/conversations", params={"search": "ada"}).text.count("with Todo list ·") == 1
    )
    assert ">Milk &amp; eggs</a>" not in browser.get("/conversations").text
    browser.post("/conversations/1/rename", data={"name": "Milk & eggs"})
    assert ">Milk &amp; eggs</a>" in browser.get("/conversations", params={"search": "eggs"}).text
    browser.post("/conversations/1/delete")
    assert browser.get("/conversations/1").status_code == 404


def remembered(server: Served, store: credentials.Store) -> Any:
    """What two launches with a memory have of a user's key."""
    with_auth(server, type="user_http", authorization_type="bearer")
    first = Host("http://127.0.0.1:3400", remembering=Remembering(store))
    first.register(server.url).activate("ada", SECRET)
    first.remember()
    first.close()
    second = Host("http://127.0.0.1:3400", remembering=Remembering(store))
    plugin = second.register(server.url)
    known = plugin.authorization("ada"), second.secrets.hide(SECRET)
    second.remove(plugin)
    assert not second.register(server.url).users
    second.close()
    return known


def test_credentials_are_remembered_in_a_file_for_its_owner(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "keyring", None)
    store = credentials.store()
    file = tmp_path / "create-ai-plugin/credentials.json"
    assert store.where == f"in {file}, which only you can read"
    assert remembered(server, store) == (f"Bearer {SECRET}", "••••••")
    assert (file.stat().st_mode & 0o777, json.loads(file.read_bytes())) == (0o600, {})


def test_credentials_are_remembered_in_the_keyring_where_there_is_one(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    kept: dict[tuple[str, str], str] = {}
    ring: Any = ModuleType("keyring")
    ring.get_password = lambda *name: kept.get(name)
    ring.set_password = lambda service, name, text: kept.update({(service, name): text})
    ring.delete_password = lambda *name: kept.pop(name)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    store = credentials.store()
    assert store.where == "in the system's keyring"
    assert remembered(server, store) == (f"Bearer {SECRET}", "••••••")
    assert kept == {}
    assert list(tmp_path.iterdir()) == []
