"""The rules of an MCP server as a whole: the protocol, and who may call it."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import whole
from scaffold.check.subject import Subject
from scaffold.plugin.mcp.model import LEGACY, MODERN, Endpoint


def _answering(subject: Subject) -> Iterator[Endpoint]:
    """The server, where who asks may ask: of a closed one nothing is known."""
    endpoint = subject.plugin.endpoint
    if endpoint and endpoint.legacy.response.status != 401:
        yield endpoint


@rule(
    Severity.ERROR,
    why="No host can talk with it.",
    fix="Answer POST at this very address, as Streamable HTTP asks: JSON-RPC in, JSON-RPC out.",
)
def mcp_silent(subject: Subject) -> Iterator[Located]:
    """An MCP server answers in one era of the protocol at least."""
    for endpoint in _answering(subject):
        if endpoint.legacy.result is None and endpoint.modern.result is None:
            yield whole(endpoint.document, f"speaks no MCP: {endpoint.legacy.outcome}")


@rule(
    Severity.WARNING,
    why="Hosts are moving from this era of the protocol to the next, and most have yet to.",
    fix="Answer `initialize` too: the official SDKs serve both eras at one address.",
)
def mcp_legacy(subject: Subject) -> Iterator[Located]:
    """An MCP server answers hosts of 2025, which begin with `initialize`."""
    for endpoint in _answering(subject):
        if endpoint.legacy.result is None and endpoint.modern.result is not None:
            message = f"does not answer `initialize` of {LEGACY}: {endpoint.legacy.outcome}"
            yield whole(endpoint.document, message)


@rule(
    Severity.ADVICE,
    why="Newer hosts ask without a session; until they are many, the old era is enough.",
    fix="Update the SDK: from version 2 on, the official one for Python serves both eras.",
)
def mcp_modern(subject: Subject) -> Iterator[Located]:
    """An MCP server answers hosts of 2026, which need no session."""
    for endpoint in _answering(subject):
        if endpoint.modern.result is None and endpoint.legacy.result is not None:
            message = f"does not answer `server/discover` of {MODERN}: {endpoint.modern.outcome}"
            yield whole(endpoint.document, message)


@rule(
    Severity.WARNING,
    why="A page of anybody's can call it from the browser of whoever runs it (DNS rebinding).",
    fix="Answer 421 to other names in Host, and 403 to other sites in Origin.",
)
def mcp_stranger(subject: Subject) -> Iterator[Located]:
    """An MCP server refuses calls under a foreign name, and from foreign pages."""
    endpoint = subject.plugin.endpoint
    for name, status in ((endpoint and endpoint.foreign) or {}).items():
        # Without credentials 401 says that nothing was done.
        if endpoint and 200 <= status < 300:
            yield whole(endpoint.document, f"answers {status} to a foreign {name}")


@rule(
    Severity.ADVICE,
    why="What a server does not show cannot be checked.",
    fix="Give credentials that a host would have: --header 'Authorization: Bearer …'.",
)
def mcp_unseen(subject: Subject) -> Iterator[Located]:
    """The tools of an MCP server could be seen."""
    endpoint = subject.plugin.endpoint
    if endpoint and endpoint.listed is None and endpoint.legacy.response.status == 401:
        yield whole(endpoint.document, "wants credentials, so its tools were not seen")
