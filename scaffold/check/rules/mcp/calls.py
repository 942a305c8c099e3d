"""The rules of an MCP server's tools as they were called, with `--call`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem
from scaffold.plugin.mcp.model import MAX_ANSWER, ToolCall

# JSON-RPC: the arguments did not fit, which a made-up call may well cause.
_INVALID_PARAMS = -32602


def _calls(subject: Subject) -> Iterator[tuple[Document, Pointer, ToolCall, dict[str, Any]]]:
    """Each call, with the tool and where the list has it."""
    endpoint = subject.plugin.endpoint
    for call in endpoint.calls if endpoint else ():
        tools = dict(endpoint.tools) if endpoint else {}
        if endpoint and endpoint.listed:
            yield endpoint.listed, ("tools", call.at, "name"), call, tools[call.at]


@rule(
    Severity.ERROR,
    why="The model is told that the plugin does not work.",
    fix="Find the error in the server's log.",
)
def broken_tool(subject: Subject) -> Iterator[Located]:
    """A tool that reads answers a call, and not with an error of the protocol."""
    for document, path, call, _ in _calls(subject):
        reply = call.reply
        invalid = reply.error is not None and reply.error.get("code") == _INVALID_PARAMS
        if reply.result is None and not invalid:
            yield document, Problem(f"{call.name}: {reply.outcome}", path)


@rule(
    Severity.WARNING,
    why="Hosts that read `outputSchema` refuse an answer that is no such object.",
    fix="Answer with `structuredContent`, or leave `outputSchema` out.",
)
def tool_output(subject: Subject) -> Iterator[Located]:
    """A tool with an `outputSchema` answers with structured content."""
    for document, path, call, tool in _calls(subject):
        result = call.reply.result
        if result is None or result.get("isError") or tool.get("outputSchema") is None:
            continue
        if not isinstance(result.get("structuredContent"), dict):
            yield document, Problem(f"{call.name}: answers without structuredContent", path)


@rule(
    Severity.WARNING,
    why="Hosts cut it, or refuse it; the model reads much less with profit.",
    fix="Answer in pages, with the fields that matter.",
)
def tool_answer_size(subject: Subject) -> Iterator[Located]:
    """A tool's answer has at most 100,000 characters."""
    for document, path, call, _ in _calls(subject):
        if call.reply.result and len(json.dumps(call.reply.result)) > MAX_ANSWER:
            message = f"{call.name}: answers with more than {MAX_ANSWER:,} characters"
            yield document, Problem(message, path)
