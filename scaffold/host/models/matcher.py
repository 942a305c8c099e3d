"""*Matcher*: no model, but full-text search over the operations' texts, by SQLite's FTS5.

Whether it finds the right operation shows what the texts are worth. It never guesses: arguments are
what the request says between quotation marks, in figures, or in the words of an enumeration; for
the rest it asks.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from scaffold.host.items import Card, Item, Question
from scaffold.host.models import Ask, Call, Move, Say
from scaffold.host.models.telling import answer
from scaffold.host.models.words import METHOD_WORDS, STOP_WORDS
from scaffold.host.tools import Tool
from scaffold.openapi.arguments import Argument

# Columns and their weights for bm25: the name, the summary, the description, the arguments' texts,
# the plugin's own, and the words for the method.
_WEIGHTS = (4.0, 4.0, 2.0, 1.0, 0.2, 1.5)
_COLUMNS = "name, summary, description, arguments, plugin, method"

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«\s*([^»]+?)\s*»|(?<!\w)'([^']+)'(?!\w)")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)")


def is_available() -> bool:
    """Whether SQLite here can search texts."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("create virtual table t using fts5(x)")
    except sqlite3.OperationalError:
        return False
    return True


class Matcher:
    """Finds the operation whose texts are nearest to the request."""

    name = "matcher"

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:
        """The call that fits the question, or what it must ask first; then what came of it."""
        last = items[-1]
        if isinstance(last, Card):
            return Say(answer(last))
        text = next(item.text for item in reversed(items) if isinstance(item, Question))
        if not (best := ranked(text, tools)):
            return Ask("No operation has a word of that in its texts. Which one is meant?")
        tool = best[0]
        given = _arguments(text, tool)
        needed = [one.name for one in tool.arguments if one.required]
        if missing := [name for name in needed if name not in given]:
            return Ask(f"To call {tool.id}, I need {_listed(missing)}.", tool.name, given)
        return Call(tool.name, given)


def ranked(text: str, tools: Sequence[Tool]) -> list[Tool]:
    """The operations whose texts share words with a request, the nearest first."""
    words = _search_words(text)
    if not words or not tools:
        return []
    marks = ", ".join("?" * len(_WEIGHTS))
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"create virtual table t using fts5({_COLUMNS}, tokenize='porter')")
        rows = [_texts(tool) for tool in tools]
        database.executemany(f"insert into t values ({marks})", rows)  # noqa: S608
        # Every word in quotation marks, so that none is read as an operator.
        query = " OR ".join(f'"{word}"' for word in words)
        order = f"select rowid from t where t match ? order by bm25(t, {marks}), rowid"  # noqa: S608
        ranked = database.execute(order, (query, *_WEIGHTS)).fetchall()
    return [tools[rowid - 1] for (rowid,) in ranked]


def _search_words(text: str) -> list[str]:
    """What is searched for; what stands between quotation marks is a value and no request."""
    return sorted(_words(_QUOTED.sub(" ", text)) - STOP_WORDS)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))


def _texts(tool: Tool) -> tuple[str, ...]:
    plugin = tool.registration.plugin
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", tool.id)
    described = " ".join(f"{_spaced(one.name)} {one.description}" for one in tool.arguments)
    about = f"{plugin.text('name_for_human')} {plugin.text('description_for_model')}"
    named = " ".join([*words, _spaced(tool.operation.route)])
    method = METHOD_WORDS.get(tool.operation.method, "")
    text = tool.operation.value.get("description")
    return named, tool.summary, text if isinstance(text, str) else "", described, about, method


def _spaced(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))


def _arguments(text: str, tool: Tool) -> dict[str, Any]:
    quoted = ["".join(parts) for parts in _QUOTED.findall(text)]
    numbers = _NUMBER.findall(_QUOTED.sub(" ", text))
    spoken = _words(text)
    given: dict[str, Any] = {}
    # What is required has the first choice of what was said.
    for argument in sorted(tool.arguments, key=lambda one: not one.required):
        kind = _kind(argument)
        if "enum" in argument.schema:
            value = _of_words(argument, spoken)
        elif kind in ("integer", "number"):
            # Any number may be meant by what is required; the rest must be called by its name.
            meant = argument.required or _words(_spaced(argument.name)).issubset(spoken)
            value = _take_number(numbers, kind) if meant else None
        else:
            value = quoted.pop(0) if kind == "string" and quoted else None
        if value is not None:
            given[argument.name] = value
    return given


def _of_words(argument: Argument, spoken: set[str]) -> Any:
    """The value of an enumeration that is named in the request."""
    listed = argument.schema["enum"]
    for value in listed if isinstance(listed, list) else ():
        if (words := _words(_spaced(str(value)))) and words <= spoken:
            return value
    return None


def _take_number(numbers: list[str], kind: str) -> int | float | None:
    for number in numbers:
        if kind == "number" or "." not in number:
            numbers.remove(number)
            return int(number) if kind == "integer" else float(number)
    return None


def _kind(argument: Argument) -> str:
    kind = argument.schema.get("type")
    return str(kind[0] if isinstance(kind, list) and kind else kind)


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
