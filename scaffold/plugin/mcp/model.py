"""What an MCP server answered: in each era of the protocol, to strangers, and to calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from scaffold.documents.document import Document
from scaffold.fetch.response import Response

# The two eras of the protocol, by a version of each.
LEGACY, MODERN = "2025-11-25", "2026-07-28"
# Characters: what hosts read of an answer, and of a list of tools.
MAX_ANSWER = 100_000


class Reply(NamedTuple):
    """A response to a call of JSON-RPC: its result, its error, or why it is neither."""

    response: Response
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    problem: str = ""

    @property
    def outcome(self) -> str:
        """What came of it, for a sentence."""
        if self.error is not None:
            return f"error {self.error.get('code')}: {str(self.error.get('message'))[:120]}"
        return self.problem or self.response.outcome


class ToolCall(NamedTuple):
    """A tool that only reads, as it was called; `at` is its position in the list."""

    at: int
    name: str
    reply: Reply


class SignIn(NamedTuple):
    """The documents that lead a host to a sign-in: by their URL, each None where it is not served.

    `challenge` is the header of the 401 that a stranger gets; `server` is the URL of the
    authorization server's metadata.
    """

    challenge: str = ""
    resource: Document | None = None
    server: Document | None = None
    server_problem: str = ""


@dataclass(frozen=True)
class Endpoint:
    """An MCP server; `listed` is its list of tools, as JSON that people can read.

    `foreign` are the statuses of calls as pages of strangers make them, by what was strange.
    """

    url: str
    stranger: Reply
    legacy: Reply
    modern: Reply
    listed: Document | None = None
    foreign: Mapping[str, int] | None = None
    sign_in: SignIn | None = None
    calls: Sequence[ToolCall] = ()

    @cached_property
    def document(self) -> Document:
        """The server as a whole."""
        return Document(self.url, "", None)

    @property
    def tools(self) -> list[tuple[int, dict[str, Any]]]:
        """Each tool, with its position in the list."""
        tools = self.listed.get("tools") if self.listed else None
        listed = tools if isinstance(tools, list) else []
        return [(at, tool) for at, tool in enumerate(listed) if isinstance(tool, dict)]

    @property
    def is_closed(self) -> bool:
        """Whether it refuses who has no credentials."""
        return self.stranger.response.status == 401
