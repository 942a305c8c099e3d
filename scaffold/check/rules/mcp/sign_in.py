"""The rules of signing in at an MCP server: the challenge, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import whole
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem
from scaffold.plugin.mcp.model import Endpoint, SignIn


def _sign_ins(subject: Subject) -> Iterator[tuple[Endpoint, SignIn]]:
    endpoint = subject.plugin.endpoint
    if endpoint and endpoint.sign_in:
        yield endpoint, endpoint.sign_in


@rule(
    Severity.WARNING,
    why="It tells a host how to get in, and that asking again with credentials helps.",
    fix="Send WWW-Authenticate with the 401; for OAuth with `resource_metadata` and `scope`.",
)
def mcp_challenge(subject: Subject) -> Iterator[Located]:
    """A 401 of an MCP server comes with a challenge, which names the sign-in where there is one."""
    for endpoint, sign_in in _sign_ins(subject):
        if not sign_in.challenge:
            yield whole(endpoint.document, "answers 401 without WWW-Authenticate")
        elif sign_in.resource and "resource_metadata" not in sign_in.challenge:
            yield whole(endpoint.document, "its WWW-Authenticate names no `resource_metadata`")


@rule(
    Severity.ADVICE,
    why="ChatGPT signs users in by OAuth only; a key works in hosts that send headers.",
    fix="Serve /.well-known/oauth-protected-resource/mcp (RFC 9728), unless a key will do.",
)
def mcp_key(subject: Subject) -> Iterator[Located]:
    """An MCP server that wants credentials lets hosts sign users in."""
    for endpoint, sign_in in _sign_ins(subject):
        if sign_in.resource is None:
            yield whole(endpoint.document, "wants a key, and serves no document for a sign-in")


@rule(
    Severity.ERROR,
    why="Hosts compare it with the address that they call, and sign nobody in when it differs.",
    fix="Name this server's address as `resource`, and a list of `authorization_servers`.",
)
def mcp_resource(subject: Subject) -> Iterator[Located]:
    """The protected resource's metadata names this server, and where to sign in (RFC 9728)."""
    for endpoint, sign_in in _sign_ins(subject):
        if (document := sign_in.resource) is None:
            continue
        resource, servers = (document.get(name) for name in ("resource", "authorization_servers"))
        if not isinstance(resource, str) or not _covers(resource, endpoint.url):
            message = f"resource: is not {endpoint.url}"
            yield document, Problem(message, ("resource",))
        if not isinstance(servers, list) or not servers:
            message = "authorization_servers: names none"
            yield document, Problem(message, ("authorization_servers",))


def _covers(resource: str, url: str) -> bool:
    """Whether a resource is a server's address, or the site that it is on."""
    if urls.is_local(url):
        # It runs on its author's machine, and may say what it is called behind a tunnel.
        return urls.is_url(resource)
    resource = resource.rstrip("/")
    return urls.origin(resource) == urls.origin(url) and f"{url.rstrip('/')}/".startswith(
        f"{resource}/"
    )


@rule(
    Severity.ERROR,
    why="Hosts read it to sign users in, and stop where it is missing or speaks of another issuer.",
    fix="Serve /.well-known/oauth-authorization-server (RFC 8414), with S256 among its methods.",
)
def mcp_authorization_server(subject: Subject) -> Iterator[Located]:
    """The authorization server has metadata: issuer, endpoints, PKCE with S256 (RFC 8414)."""
    for _, sign_in in _sign_ins(subject):
        document = sign_in.server
        if sign_in.resource and sign_in.server_problem:
            place = ("authorization_servers",)
            message = f"authorization_servers: the first one {sign_in.server_problem}"
            yield sign_in.resource, Problem(message, place)
        elif document and sign_in.resource:
            issuers: Any = sign_in.resource.get("authorization_servers")
            for name, why in _faults(document.value, str(issuers[0])):
                yield document, Problem(f"{name}: {why}", (name,))


def _faults(metadata: dict[str, Any], issuer: str) -> Iterator[tuple[str, str]]:
    if metadata.get("issuer") != issuer:
        yield "issuer", f"is not `{issuer[:120]}`, as the resource says"
    for name in ("authorization_endpoint", "token_endpoint"):
        if not isinstance(url := metadata.get(name), str) or not re.match("https?://", url):
            yield name, "is no URL"
    methods = metadata.get("code_challenge_methods_supported")
    if not isinstance(methods, list) or "S256" not in methods:
        yield "code_challenge_methods_supported", "lacks S256"
