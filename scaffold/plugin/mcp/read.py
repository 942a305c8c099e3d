"""An MCP server as hosts and strangers meet it: asked once, within bounds."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from scaffold import urls
from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.errors import Misuse
from scaffold.fetch.client import Client
from scaffold.openapi import sample
from scaffold.plugin.mcp.conversation import Conversation
from scaffold.plugin.mcp.model import Endpoint, Reply, SignIn, ToolCall

PATH = "/mcp"

# Pages of a list of tools, tools that are called, and seconds for all calls.
_MAX_PAGES = 20
_MAX_CALLS = 20
_CALLS_TIME = 90.0
_MAX_METADATA = 100_000

_STRANGER = "attacker.example"
_METADATA = re.compile(r'resource_metadata\s*=\s*"?([^",\s]+)', re.IGNORECASE)

Ask = Callable[[str, Mapping[str, Any]], Reply]


def read(url: str, credentials: Mapping[str, str], *, call: bool) -> Endpoint:
    """The server at a URL; Misuse where nothing answers there.

    Only what reads is sent, unless `call`: then each tool that says of itself that it only reads
    is called, once. Credentials go to the server's own origin.
    """
    client = Client(url, credentials)
    stranger = Conversation(client, url, trusted=False).modern("tools/list", {})
    if stranger.response.problem or stranger.response.status in (404, 405):
        outcome = stranger.response.outcome
        raise Misuse(f"{url}: cannot be read: {outcome}.", "Start the server, or correct the URL.")
    conversation = Conversation(client, url)
    modern = conversation.modern("server/discover", {})
    legacy = conversation.initialize()
    ask = conversation.modern if modern.result is not None else conversation.legacy
    answered = modern.result is not None or legacy.result is not None
    listed = _tools(url, ask) if answered else None
    endpoint = Endpoint(
        url,
        stranger,
        legacy,
        modern,
        listed,
        _foreign(client, url, is_modern=modern.result is not None),
        _sign_in(client, url, stranger) if stranger.response.status == 401 else None,
    )
    calls = tuple(_calls(endpoint, ask)) if call else ()
    conversation.end()
    return Endpoint(**{**vars(endpoint), "calls": calls})


def find(site: str, credentials: Mapping[str, str], *, call: bool) -> Endpoint | None:
    """The server at /mcp of a site; None where what answers there is something else."""
    url = urljoin(site, PATH)
    # Of most sites it is asked no more: a GET there is refused by a server, unknown to others.
    if Client(site).fetch(url, follow=False).status not in (400, 401, 403, 405, 406, 421):
        return None
    try:
        endpoint = read(url, credentials, call=call)
    except Misuse:
        return None
    signs_in = endpoint.sign_in is not None and endpoint.sign_in.resource is not None
    return endpoint if endpoint.listed or signs_in else None


def _tools(url: str, ask: Ask) -> Document:
    tools: list[Any] = []
    cursor: dict[str, str] = {}
    for _ in range(_MAX_PAGES):
        result = ask("tools/list", cursor).result or {}
        page = result.get("tools")
        tools += page if isinstance(page, list) else []
        if not isinstance(following := result.get("nextCursor"), str):
            break
        cursor = {"cursor": following}
    text = json.dumps({"tools": tools}, indent=2, ensure_ascii=False)
    return load.json_only(text.encode("utf-8", "replace"), f"{url} tools/list", len(text) * 4)


def _foreign(client: Client, url: str, *, is_modern: bool) -> dict[str, int]:
    """What a page of strangers gets, which has given this server's address a name of its own."""
    stranger = Conversation(client, url, trusted=False)
    sent = {"Origin": f"https://{_STRANGER}"}
    # Elsewhere the name of the host is the business of whatever stands before the server.
    if client.is_local:
        sent["Host"] = _STRANGER
    statuses = {}
    for name, value in sent.items():
        header = {name: value}
        reply = (
            stranger.modern("tools/list", {}, **header) if is_modern else stranger.hello(**header)
        )
        statuses[name] = reply.response.status
    return statuses


def _sign_in(client: Client, url: str, stranger: Reply) -> SignIn:
    challenge = stranger.response.headers.get("www-authenticate", "")
    named = _METADATA.search(challenge)
    path = urlsplit(url).path.rstrip("/")
    wells = [
        f"/.well-known/oauth-protected-resource{path}",
        "/.well-known/oauth-protected-resource",
    ]
    places = [named[1]] if named else [urljoin(url, well) for well in wells]
    resource = next(filter(None, (_json(client, place) for place in places)), None)
    servers = resource.get("authorization_servers") if resource else None
    issuer = servers[0] if isinstance(servers, list) and servers else None
    if not isinstance(issuer, str) or not urls.is_url(issuer):
        return SignIn(challenge, resource)
    if urls.is_placeholder(urls.host(issuer)):
        return SignIn(challenge, resource)
    server = next(filter(None, (_json(client, place) for place in _metadata(issuer))), None)
    return SignIn(challenge, resource, server, "" if server else "serves no metadata")


def _metadata(issuer: str) -> list[str]:
    """Where an authorization server's metadata may be, by RFC 8414 and OpenID Connect."""
    path = urlsplit(issuer).path.rstrip("/")
    return [
        urljoin(issuer, f"/.well-known/oauth-authorization-server{path}"),
        urljoin(issuer, f"/.well-known/openid-configuration{path}"),
        f"{issuer.rstrip('/')}/.well-known/openid-configuration",
    ]


def _json(client: Client, url: str) -> Document | None:
    response = client.fetch(url, limit=_MAX_METADATA)
    if response.problem or response.status != 200:
        return None
    document = load.json_only(response.body, url, _MAX_METADATA)
    return document if isinstance(document.value, dict) else None


def _calls(endpoint: Endpoint, ask: Ask) -> list[ToolCall]:
    end = time.monotonic() + _CALLS_TIME
    calls: list[ToolCall] = []
    for at, tool in endpoint.tools:
        name, hints, schema = (tool.get(key) for key in ("name", "annotations", "inputSchema"))
        reads = isinstance(hints, dict) and hints.get("readOnlyHint") is True
        if not isinstance(name, str) or not reads or len(calls) >= _MAX_CALLS:
            continue
        if time.monotonic() < end:
            arguments = sample.of(schema) if isinstance(schema, dict) else {}
            calls.append(
                ToolCall(at, name, ask("tools/call", {"name": name, "arguments": arguments}))
            )
    return calls
