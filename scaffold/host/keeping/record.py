"""A conversation as plain data without secrets, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scaffold.fetch.response import Response
from scaffold.host.calls import AUTHORIZATION, Attempt, Called
from scaffold.host.conversation import Conversation
from scaffold.host.items import (
    WAITING,
    Answer,
    Card,
    Form,
    Item,
    Preview,
    Question,
    Tokens,
    Trouble,
)  # fmt: skip
from scaffold.host.secrets import HIDDEN
from scaffold.host.tools import Kept, Tool
from scaffold.openapi.request import Request

Hide = Callable[[str], str]


def record(conversation: Conversation, hide: Hide) -> dict[str, Any]:
    """All of a conversation that is kept."""
    whole = {
        "title": conversation.title,
        "name": conversation.name,
        "user": conversation.user,
        "region": conversation.region,
        "model": conversation.model.name,
        "plugins": [plugin._asdict() for plugin in conversation.plugins],
        "items": [_item(item) for item in conversation.items],
    }
    kept: dict[str, Any] = hidden(whole, hide)
    return kept


def said(conversation: Conversation, hide: Hide) -> str:
    """What is searched: the words of both sides, and the operations."""
    texts = [
        item.tool.id if isinstance(item, Card) else item.text
        for item in conversation.items
        if not isinstance(item, Form)
    ]
    return hide("\n".join(texts))


def items(record: Mapping[str, Any], tools: Sequence[Tool]) -> list[Item]:
    """The items again; operations that are not among the `tools` are only named."""
    known = {tool.name: tool for tool in tools}
    return [_restored(part, known) for part in record["items"]]


def hidden(value: Any, hide: Hide) -> Any:
    """Plain data with every text in it without secrets."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Mapping):
        return {hide(str(name)): hidden(part, hide) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(part, hide) for part in value]
    return value


def _item(item: Item) -> dict[str, Any]:
    kind = {"kind": type(item).__name__}
    if isinstance(item, Question):
        return {**kind, "text": item.text, "model": item.model}
    if isinstance(item, Answer):
        previews = [{"url": p.url, "title": p.title, "text": p.description} for p in item.previews]
        return {**kind, "text": item.text, "previews": previews, "tokens": item.tokens}
    if isinstance(item, Trouble):
        return {**kind, "text": item.text, "tool": item.tool, "tokens": item.tokens}
    if isinstance(item, Form):
        tool = item.tool.name if item.tool else ""
        return {
            **kind,
            "text": item.text,
            "tool": tool,
            "arguments": dict(item.arguments),
            "can_answer": item.can_answer,
            "draft": item.draft,
            "is_open": item.is_open,
        }
    return {
        **kind,
        "tool": Kept.of(item.tool)._asdict(),
        "arguments": dict(item.arguments),
        "state": item.state,
        "problems": item.problems,
        "was_asked": item.was_asked,
        "was_edited": item.was_edited,
        "tokens": item.tokens,
        "called": _called(item.called) if item.called else None,
    }


def _called(called: Called) -> dict[str, Any]:
    """Of the response its text only: its headers may hold a session."""
    headers = dict(called.request.headers)
    if AUTHORIZATION in headers:
        headers[AUTHORIZATION] = f"{headers[AUTHORIZATION].partition(' ')[0]} {HIDDEN}"
    body = called.request.body
    return {
        "method": called.request.method,
        "url": called.request.url,
        "headers": headers,
        "body": None if body is None else body.decode("utf-8", "replace"),
        "attempts": [list(attempt) for attempt in called.attempts],
        "status": called.response.status,
        "problem": called.response.problem,
        "has_body": bool(called.response.body),
        "size": called.size,
        "text": called.text,
    }


def _restored(part: Mapping[str, Any], known: Mapping[str, Tool]) -> Item:
    kind = part["kind"]
    tokens = Tokens(*part["tokens"]) if part.get("tokens") else None
    if kind == "Question":
        return Question(part["text"], part["model"])
    if kind == "Answer":
        previews = [Preview(p["url"], p["title"], p["text"], b"") for p in part["previews"]]
        return Answer(part["text"], previews, tokens)
    if kind == "Trouble":
        return Trouble(part["text"], part["tool"], tokens)
    if kind == "Form":
        tool = known.get(part["tool"])
        is_open = part["is_open"] and bool(tool or not part["tool"])
        given = part["arguments"], part["can_answer"], part["draft"]
        return Form(part["text"], tool, *given, is_open)
    kept = Kept(**part["tool"])
    card = Card(known.get(kept.name, kept), part["arguments"], part["state"], part["problems"])
    card.was_asked, card.was_edited, card.tokens = part["was_asked"], part["was_edited"], tokens
    card.called = _call_again(part["called"]) if part["called"] else None
    if card.state not in (WAITING, "refused") and not card.called and not card.problems:
        card.problems = ["The host ended before it was sent."]
        card.state = "invalid"
    return card


def _call_again(part: Mapping[str, Any]) -> Called:
    body = None if part["body"] is None else part["body"].encode()
    request = Request(part["method"], part["url"], part["headers"], body)
    text = part["text"].encode("utf-8", "replace") if part["has_body"] else b""
    response = Response(part["url"], part["status"], {}, text, part["problem"])
    attempts = [Attempt(*attempt) for attempt in part["attempts"]]
    return Called(request, attempts, response, part["size"], part["text"])
