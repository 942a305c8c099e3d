"""A response in Markdown, for models that have no words of their own: tables, lists, values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.host.items import SENT, Card

_MAX_ROWS = 25
_MAX_COLUMNS = 8
_MAX_CHARACTERS = 300


def answer(card: Card) -> str:
    """What came of a call."""
    if card.state != SENT or card.called is None:
        return card.text
    response = card.called.response
    if not card.called.is_good:
        status = f" with {response.status}" if response.status else ""
        return f"**{card.tool.id}** failed{status}: {_why(card.text)}"
    if not response.body:
        return f"Done: **{card.tool.id}** was answered with {response.status}."
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError):
        return card.text[:2000]
    return markdown(value)


def markdown(value: Any) -> str:
    """A value of JSON as people read it."""
    if isinstance(value, list):
        return _list(value)
    if not isinstance(value, dict):
        return _text(value)
    plain = {name: part for name, part in value.items() if not isinstance(part, dict | list)}
    parts = ["\n".join(f"- **{name}**: {_text(part)}" for name, part in plain.items())]
    for name, part in value.items():
        if name not in plain:
            parts.append(f"**{name}**\n\n{markdown(part) if part else 'none'}")
    return "\n\n".join(part for part in parts if part)


def _list(values: Sequence[Any]) -> str:
    rows = values[:_MAX_ROWS]
    more = f"\n\n… and {len(values) - len(rows)} more." if len(values) > len(rows) else ""
    if all(isinstance(row, dict) for row in rows):
        return _table(rows) + more
    return "\n".join(f"- {_text(row)}" for row in rows) + more


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))[:_MAX_COLUMNS]
    head = "| " + " | ".join(map(_text, columns)) + " |"
    line = "|" + " --- |" * len(columns)
    body = ["| " + " | ".join(_text(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join([head, line, *body])


def _text(value: Any) -> str:
    """In one line, and no end of a table's cell."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}…"


def _why(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text[:_MAX_CHARACTERS]
    detail = value.get("detail") or value.get("message") if isinstance(value, dict) else value
    return _text(detail or value)
