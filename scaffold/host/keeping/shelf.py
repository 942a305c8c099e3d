"""The shelf: conversations in SQLite, as records without secrets."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.errors import Failure

_TABLE = """
create table if not exists conversation (
    id integer primary key autoincrement,
    title text not null,
    user text not null,
    region text not null,
    plugins text not null,
    said text not null,
    changed text not null,
    record text not null
)
"""
# Seconds that another host may take to write.
_PATIENCE = 10.0


class Row(NamedTuple):
    """A conversation in a list; `plugins` are names, `changed` a time in UTC."""

    id: str
    title: str
    user: str
    region: str
    plugins: str
    changed: datetime


class Shelf:
    """Keeps conversations; in memory only without a `path`.

    All raises Failure where the database cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(
                path or ":memory:", timeout=_PATIENCE, check_same_thread=False, isolation_level=None
            )
        except sqlite3.Error as error:
            raise Failure(f"Conversations cannot be kept: {error}.") from error
        # SQLite's own lower() knows the letters of English only.
        self._database.create_function("folded", 1, str.casefold, deterministic=True)
        self._run(_TABLE)

    def new(self) -> str:
        """A place for one more; its id."""
        empty = ("", "", "", "", "", "", "{}")
        ((id,),) = self._run(  # noqa: A001
            "insert into conversation (title, user, region, plugins, said, changed, record)"
            " values (?, ?, ?, ?, ?, ?, ?) returning id",
            *empty,
        )
        return str(id)

    def put(self, id: str, record: Mapping[str, Any], said: str) -> None:  # noqa: A002
        """Keep a record as it is now; `said` is what is searched besides who and with what."""
        plugins = ", ".join(plugin["name"] for plugin in record["plugins"])
        values = (record["title"], record["user"], record["region"], plugins, said, _now())
        whole = json.dumps(record, ensure_ascii=False)
        self._run(
            "update conversation set title = ?, user = ?, region = ?, plugins = ?, said = ?,"
            " changed = ?, record = ? where id = ?",
            *(_storable(text) for text in (*values, whole)),
            id,
        )

    def get(self, id: str) -> dict[str, Any] | None:  # noqa: A002
        """A record; None where there is none."""
        rows = self._run("select record from conversation where id = ?", id)
        record: dict[str, Any] = json.loads(rows[0][0]) if rows else {}
        return record or None

    def rows(self, search: str = "") -> list[Row]:
        """Those that have every word of a search, the last changed first."""
        texts = "folded(title || ' ' || user || ' ' || region || ' ' || plugins || ' ' || said)"
        words = search.casefold().split()
        having = "".join(f" and instr({texts}, ?)" for _ in words)
        rows = self._run(
            "select id, title, user, region, plugins, changed from conversation"  # noqa: S608
            f" where said != ''{having} order by changed desc, id desc",
            *words,
        )
        return [
            Row(str(id), title, user, region, plugins, datetime.fromisoformat(changed))
            for id, title, user, region, plugins, changed in rows  # noqa: A001
        ]

    def delete(self, id: str) -> None:  # noqa: A002
        """Forget one for good."""
        self._run("delete from conversation where id = ?", id)

    def close(self) -> None:
        """No more is kept."""
        with self._lock:
            self._database.close()

    def _run(self, statement: str, *values: str) -> list[Any]:
        try:
            with self._lock:
                return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise Failure(f"Conversations cannot be kept: {error}.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _storable(text: str) -> str:
    """SQLite takes no half characters."""
    return text.encode("utf-8", "replace").decode()
