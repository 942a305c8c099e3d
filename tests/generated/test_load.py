"""A server under load: locks of others, several processes, sudden ends."""

from __future__ import annotations

import select
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count

import httpx2
import pytest
from answers import DEFAULTS
from projects import Make, Plugin, Serve


def add(plugin: Plugin, text: str) -> int:
    """Adds an item and finds it again; returns its number."""
    response = plugin.http.post("/todos", json={"text": text})
    assert response.status_code == 201
    number: int = response.json()["id"]
    # PostgreSQL may commit those before it a little later.
    page = plugin.http.get("/todos", params={"offset": max(0, number - 25)})
    assert {"id": number, "text": text} in page.json()["todos"]
    return number


def texts(plugin: Plugin) -> list[str]:
    """The texts of all items."""
    found: list[str] = []
    while page := plugin.http.get("/todos", params={"offset": len(found)}).json()["todos"]:
        found += [item["text"] for item in page]
    return found


@pytest.mark.parametrize("processes", ["1", "4"])
def test_two_hundred_writes_at_once(
    make: Make, serve: Serve, database_url: str, processes: str
) -> None:
    plugin = serve(make(DEFAULTS), DATABASE_URL=database_url, WEB_CONCURRENCY=processes)
    with ThreadPoolExecutor(200) as pool:
        numbers = list(pool.map(lambda number: add(plugin, f"item {number}"), range(200)))
    assert len(set(numbers)) == 200
    assert sorted(texts(plugin)) == sorted(f"item {number}" for number in range(200))
    assert not (plugin.directory / "plugin.db").exists()


def test_reads_go_on_while_writes_wait_for_the_lock_of_another_program(
    make: Make, serve: Serve
) -> None:
    plugin = serve(make(DEFAULTS))
    add(plugin, "before")
    address = plugin.http.base_url.host, plugin.http.base_url.port or 0
    # More than there are threads for anything.
    writes = [socket.create_connection(address) for _ in range(60)]
    with closing(sqlite3.connect(plugin.directory / "plugin.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        for number, write in enumerate(writes):
            body = f'{{"text": "waited {number}"}}'
            head = f"POST /todos HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            write.sendall(f"{head}\r\n\r\n{body}".encode())
        for _ in range(50):
            assert texts(plugin) == ["before"]
        assert select.select(writes, [], [], 0)[0] == []
        other.execute("ROLLBACK")
    for write in writes:
        with write:
            assert write.makefile().readline().split()[1] == "201"
    assert len(texts(plugin)) == 61


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(
    make: Make, serve: Serve, database_url: str
) -> None:
    project = make(DEFAULTS)
    plugin = serve(project, DATABASE_URL=database_url)
    numbers, acknowledged = count(), list[str]()

    def add_until_it_is_gone() -> None:
        while True:
            text = f"item {next(numbers)}"
            try:
                add(plugin, text)
            except httpx2.TransportError:
                return
            acknowledged.append(text)
            if len(acknowledged) == 100:
                plugin.process.kill()

    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(add_until_it_is_gone) for _ in range(16)]:
            done.result()
    assert len(acknowledged) >= 100
    kept = texts(serve(project, DATABASE_URL=database_url))
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
