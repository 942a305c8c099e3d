"""`/mcp` of plugins that run: each auth type, operations of the author's own, other addresses."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from answers import DEFAULTS, FACTS, PROJECTS
from mcp import Client
from projects import Make, Plugin, Serve, free_port, run

from mcp_server.sdk import ERAS, call, talk

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
KEYS = ["service_http-bearer", "service_http-basic", "user_http-bearer", "user_http-basic"]

OWN = '''

@router.get("/long")
def long(count: int) -> dict[str, str]:
    """Long."""
    return {"text": "é" * count}


@router.get("/crash", operation_id="crash", openapi_extra={"x-openai-isConsequential": True})
def crash(secret: str) -> None:
    """Crash."""
    raise RuntimeError(secret)


@router.get("/where", operation_id="where")
def where(request: Request) -> dict[str, Any]:
    """Where."""
    assert request.client
    return {"client": request.client.host, "url": str(request.url), "mcp": bool(request.state.mcp)}


@router.get("/aside", operation_id="aside", openapi_extra={"x-mcp-hidden": True})
def aside() -> None:
    """No tool."""


@router.put("/rename/{id}", operation_id="rename", summary="Rename")
def rename(id: int, new: NewItem, tag: str | None = None) -> dict[str, Any]:
    """Rename."""
    return {"id": id, "text": new.text, "tag": tag}
'''


def key_of(plugin: Plugin, user: str = "ada") -> str:
    if (plugin.directory / ".env").exists():
        return plugin.secret("PLUGIN_API_KEY")
    return plugin.command("users", "add", user).splitlines()[-1]


def append(project: Path, text: str) -> Path:
    """The project with more operations in its API."""
    todos = project / "plugin/todos.py"
    imported = "from typing import Annotated, Any\n\nfrom fastapi import Request"
    source = todos.read_text().replace("from typing import Annotated", imported, 1)
    todos.write_text(source + text)
    return project


def items(plugin: Plugin, mode: str, key: str = "") -> list[str]:
    _, found, _ = call(plugin, mode, "listTodos", {}, key)
    return [item["text"] for item in found["todos"]]


def status(plugin: Plugin, **headers: str) -> int:
    accept = {"accept": "application/json, text/event-stream"}
    return plugin.http.post("/mcp", json=LIST, headers=accept | headers).status_code


def test_anybody_may_call_a_plugin_without_authentication(make: Make, serve: Serve) -> None:
    plugin = serve(make(DEFAULTS))
    for mode in ERAS:
        _, item, failed = call(plugin, mode, "addTodo", {"text": f"Buy {mode} 🥛"})
        assert (item["text"], failed) == (f"Buy {mode} 🥛", False)
        assert items(plugin, mode) == [f"Buy {mode} 🥛"]
        assert plugin.http.get("/todos").json()["todos"] == [item]
        assert call(plugin, mode, "deleteTodo", {"id": item["id"]}) == (
            "The item is deleted.",
            None,
            False,
        )
        gone = f"There is no item {item['id']}."
        assert call(plugin, mode, "deleteTodo", {"id": item["id"]}) == (gone, None, True)
    assert f"MCP server:  http://localhost:{plugin.http.base_url.port}/mcp\n" in plugin.log
    assert "session manager" not in plugin.log


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_a_bearer_whatever_the_api_takes(make: Make, serve: Serve, kind: str) -> None:
    plugin = serve(make(PROJECTS[f"todo-{kind}"]))
    key = key_of(plugin)
    for mode in ERAS:
        call(plugin, mode, "addTodo", {"text": mode}, key)
    assert items(plugin, "auto", key) == ["auto", "legacy"]
    for sent in ("", "Bearer", f"Bearer {key}x", f"Basic {key}", key, f"Bearer {key.swapcase()}"):
        refused = plugin.http.post("/mcp", json=LIST, headers={"authorization": sent})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert "Authorization: Bearer KEY" in refused.json()["detail"]
    if kind.startswith("user"):
        assert items(plugin, "legacy", key_of(plugin, "grace")) == []
        plugin.command("users", "remove", "ada")
        assert status(plugin, authorization=f"Bearer {key}") == 401
    assert "ChatGPT sends no keys" in plugin.log
    assert key not in plugin.log


def test_facts_are_searched_and_fetched_and_no_part_of_the_api(make: Make, serve: Serve) -> None:
    plugin = serve(make(PROJECTS["facts-user_http-basic"]))
    key = key_of(plugin)
    for mode in ERAS:
        _, found, _ = call(plugin, mode, "search", {"query": "PI digits"}, key)
        assert [fact["id"] for fact in found["results"]] == ["pi"]
        _, fact, _ = call(plugin, mode, "fetch", {"id": "pi"}, key)
        assert "3.14159" in fact["text"]
        assert plugin.http.get(fact["url"]).status_code == 401
    assert "search" not in plugin.http.get("/openapi.yaml").text
    assert plugin.http.get("/mcp/search?query=pi").status_code == 401


def test_an_operation_of_the_authors_own_is_a_tool(make: Make, serve: Serve) -> None:
    plugin = serve(append(make(DEFAULTS), OWN))
    for mode in ERAS:
        listed = talk(plugin, mode, lambda client: client.list_tools())
        tools = {tool.name: tool for tool in listed.tools}
        assert list(tools)[3:] == ["long", "crash", "where", "rename"]
        assert tools["rename"].title == "Rename"
        assert list(tools["rename"].input_schema["properties"]) == ["id", "tag", "text"]
        renamed = {"id": 7, "text": "new", "tag": None}
        assert call(plugin, mode, "rename", renamed)[1] == renamed
        # The quotes around the text, and both again where the text is quoted.
        text, found, failed = call(plugin, mode, "long", {"count": 49_900})
        assert (len(text), len(found["text"]), failed) == (49_911, 49_900, False)
        text, found, failed = call(plugin, mode, "long", {"count": 50_000})
        assert (text[:10], found, failed) == ("The answer", None, True)
        where = {"client": "127.0.0.1", "url": f"{plugin.url}/where", "mcp": True}
        assert call(plugin, mode, "where", {})[1] == where
        crashed = call(plugin, mode, "crash", {"secret": "geheim"})
        assert crashed == ("Internal Server Error", None, True)
    assert plugin.http.get("/aside").status_code == 200
    assert plugin.log.count("RuntimeError: geheim") == len(ERAS)


def test_an_operation_that_cannot_be_a_tool_is_named_at_the_start(make: Make) -> None:
    tree = "\n\nclass Tree(BaseModel):\n    children: list['Tree']\n\n\n"
    plant = "@router.post('/trees', operation_id='plant')\ndef plant(tree: Tree) -> None:\n    '''Plant.'''\n"
    project = append(make(DEFAULTS), tree + plant)
    done = run(project, "-m", "plugin", PORT=str(free_port()))
    hint = '`openapi_extra={"x-mcp-hidden": True}` hides it from /mcp'
    sentence = f"error: plant cannot be a tool: Tree contains itself; {hint}.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_it_answers_at_its_own_addresses_only(make: Make, serve: Serve) -> None:
    plugin = serve(make(FACTS), PLUGIN_PUBLIC_URL="https://facts.example.com")
    port = plugin.http.base_url.port
    own = ["facts.example.com", "facts.example.com:443", f"localhost:{port}", f"[::1]:{port}"]
    for host in own:
        assert status(plugin, host=host) == 200
    for host in (f"evil.example:{port}", "localhost", "localhost:1", f"facts.example.com:{port}"):
        assert status(plugin, host=host) == 421
    for origin, code in {"https://facts.example.com": 200, "https://chatgpt.com": 200, f"http://evil.example:{port}": 403, "null": 403}.items():  # fmt: skip
        assert status(plugin, origin=origin) == code


def test_both_eras_at_once(make: Make, serve: Serve) -> None:
    plugin = serve(make(DEFAULTS))

    async def add(client: Client) -> list[Any]:
        calls = (client.call_tool("addTodo", {"text": str(n)}) for n in range(40))
        return await asyncio.gather(*calls)

    added = [result.structured_content["id"] for mode in ERAS for result in talk(plugin, mode, add)]
    assert sorted(added) == list(range(1, 81))
