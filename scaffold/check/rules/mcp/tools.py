"""The rules of an MCP server's tools: their names, texts, hints and schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import whole
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem
from scaffold.plugin.mcp.model import MAX_ANSWER

# By MCP's specification; models' own interfaces take the narrower one.
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_MODEL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HINTS = ("readOnlyHint", "destructiveHint", "openWorldHint")
_MANY = 40
_LONG = 2_000


def _tools(subject: Subject) -> Iterator[tuple[Document, Pointer, str, dict[str, Any]]]:
    """Each tool: the list, its place in it, what to call it, and the tool."""
    endpoint = subject.plugin.endpoint
    for at, tool in endpoint.tools if endpoint else ():
        if endpoint and endpoint.listed:
            yield endpoint.listed, ("tools", at), f"{str(tool.get('name'))[:80]}:", tool


@rule(
    Severity.ERROR,
    why="Hosts refuse the tool, or the whole list; of two with one name they know only one.",
    fix="Take 1 to 64 letters, digits, underscores and hyphens: `listTodos`.",
)
def tool_name(subject: Subject) -> Iterator[Located]:
    """Each tool has a name of its own, as MCP allows them."""
    seen = set()
    for document, path, _, tool in _tools(subject):
        name = tool.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield document, Problem(f"`{str(name)[:80]}` is no name for a tool", (*path, "name"))
        elif name in seen:
            yield document, Problem(f"`{name}` is the name of two tools", (*path, "name"))
        seen.add(str(name))


@rule(
    Severity.WARNING,
    why="Models know tools by names of at most 64 letters, digits, _ and -; hosts rewrite others.",
    fix="Take such a name.",
)
def tool_plain_name(subject: Subject) -> Iterator[Located]:
    """A tool's name is one that models can call."""
    for document, path, _, tool in _tools(subject):
        name = tool.get("name")
        if isinstance(name, str) and _NAME.fullmatch(name) and not _MODEL_NAME.fullmatch(name):
            yield document, Problem(f"`{name}` is rewritten for models", (*path, "name"))


@rule(
    Severity.WARNING,
    why="The model chooses by it; without one it guesses from the name.",
    fix="Say what the tool does and when to use it, in a sentence or two.",
)
def tool_description(subject: Subject) -> Iterator[Located]:
    """Each tool has a description."""
    for document, path, label, tool in _tools(subject):
        text = tool.get("description")
        if not isinstance(text, str) or not text.strip():
            yield document, Problem(f"{label} has no description", (*path, "description"))


@rule(
    Severity.ADVICE,
    why="People see the title when they are asked whether the tool may be called.",
    fix="Add `title`: a few words for people.",
)
def tool_title(subject: Subject) -> Iterator[Located]:
    """Each tool has a title."""
    for document, path, label, tool in _tools(subject):
        if not tool.get("title") and not _hints(tool).get("title"):
            yield document, Problem(f"{label} has no title", (*path, "title"))


def _hints(tool: dict[str, Any]) -> dict[str, Any]:
    hints = tool.get("annotations")
    return hints if isinstance(hints, dict) else {}


@rule(
    Severity.WARNING,
    why="Hosts ask the user before a call by these hints; ChatGPT's directory requires all three.",
    fix="Set readOnlyHint, destructiveHint and openWorldHint to true or false.",
)
def tool_hints(subject: Subject) -> Iterator[Located]:
    """Each tool says whether it only reads, destroys, or reaches beyond its server."""
    for document, path, label, tool in _tools(subject):
        hints = _hints(tool)
        if missing := [name for name in _HINTS if not isinstance(hints.get(name), bool)]:
            message = f"{label} does not say {', '.join(missing)}"
            yield document, Problem(message, (*path, "annotations"))


@rule(
    Severity.ERROR,
    why="Hosts refuse the tool: a model can only send an object, and they must know its fields.",
    fix='Write a JSON Schema of an object: {"type": "object", "properties": {…}}.',
)
def tool_schema(subject: Subject) -> Iterator[Located]:
    """A tool's `inputSchema` is a JSON Schema of an object, and so is its `outputSchema`."""
    for document, path, label, tool in _tools(subject):
        for name, needed in (("inputSchema", True), ("outputSchema", False)):
            schema = tool.get(name)
            if schema is None and not needed:
                continue
            if not isinstance(schema, dict) or schema.get("type") != "object":
                message = f"{label} {name} is no schema of an object"
                yield document, Problem(message, (*path, name))


@rule(
    Severity.ADVICE,
    why="All of it goes into the model's prompt, with each question.",
    fix="Offer fewer tools, and say less of each.",
)
def tool_size(subject: Subject) -> Iterator[Located]:
    """A server has at most 40 tools, each described in 2,000 characters, and 100,000 in all."""
    endpoint = subject.plugin.endpoint
    if not endpoint or not endpoint.listed:
        return
    if len(endpoint.tools) > _MANY:
        yield whole(endpoint.listed, f"lists {len(endpoint.tools)} tools")
    if len(endpoint.listed.text) > MAX_ANSWER:
        yield whole(endpoint.listed, f"lists its tools in {len(endpoint.listed.text):,} characters")
    for document, path, label, tool in _tools(subject):
        if len(str(tool.get("description"))) > _LONG:
            message = f"{label} its description has more than {_LONG:,} characters"
            yield document, Problem(message, (*path, "description"))
