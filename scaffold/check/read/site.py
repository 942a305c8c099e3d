"""The plugin at a URL: fetched as hosts fetch it, its operations called as they call them."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scaffold.check import urls
from scaffold.check.document import Path
from scaffold.check.fetch import calls
from scaffold.check.fetch.client import CALL_TIME, Client
from scaffold.check.openapi.operations import Operation, operations, servers
from scaffold.check.plugin import MAX_ANSWER, MAX_LOGO, WELL_KNOWN, Answer, Call, Plugin, Site
from scaffold.check.read import documents
from scaffold.errors import Misuse

# Operations that are called, and seconds for all of them: enough to see how a server behaves.
_MAX_CALLS = 20
_CALLS_TIME = 90.0


def read(target: str, limits: str, *, call: bool) -> Plugin:
    """The plugin at a URL; Misuse where none answers.

    Only GET and OPTIONS are sent, unless `call`: then every operation is called.
    """
    try:
        urlsplit(target)
    except ValueError as error:
        raise Misuse(f"{target}: is no URL.", "Write it as a browser does.") from error
    client = Client(target)
    plugin, site = _manifest(client, target, limits)
    if not plugin.is_manifest:
        return plugin
    described = _linked(client, plugin, ("api", "url"), documents.MAX_OPENAPI)
    if described and described.status == 200:
        plugin = replace(plugin, openapi=documents.openapi(described.body, described.url))
    logo = _linked(client, plugin, ("logo_url",), MAX_LOGO)
    legal = _linked(client, plugin, ("legal_info_url",), 100_000)
    site = replace(site, openapi=described, logo=logo, legal=legal)
    plugin = replace(plugin, logo=logo.body if logo and logo.status == 200 else None)
    base = _base(client, plugin, site)
    offered = operations(plugin) if base else []
    if client.is_local and offered:
        site = replace(site, preflights=_preflights(client, base, offered[0]))
    end = time.monotonic() + _CALLS_TIME
    for one in [one for one in offered if call or one.method == "get"][:_MAX_CALLS]:
        if time.monotonic() < end:
            site.calls.append(Call(one, _call(client, base, one)))
    return replace(plugin, site=site)


def _manifest(client: Client, target: str, limits: str) -> tuple[Plugin, Site]:
    named = urlsplit(target).path.endswith(".json")
    url = target if named else urljoin(target, f"/{WELL_KNOWN.as_posix()}")
    answer = client.fetch(url, limit=documents.MAX_MANIFEST)
    if answer.problem or answer.status != 200:
        raise Misuse(f"{url}: cannot be read: {answer.outcome}.", _hint(client, answer))
    site = Site(target, answer)
    return Plugin(target, limits, documents.manifest(answer.body, url), site=site), site


def _hint(client: Client, answer: Answer) -> str:
    if not answer.problem:
        return f"Serve the manifest at /{WELL_KNOWN.as_posix()}."
    return "Start the plugin, or correct the URL." if client.is_local else "Correct the URL."


def _linked(client: Client, plugin: Plugin, path: Path, limit: int) -> Answer | None:
    """What a URL of the manifest leads to; None where it is none or for show only."""
    text = plugin.text(*path)
    url = urljoin(plugin.manifest.name, text) if text and not urls.scheme(text) else text
    if not urls.is_url(url) or urls.is_placeholder(urls.host(url)):
        return None
    return client.fetch(url, limit=limit)


def _base(client: Client, plugin: Plugin, site: Site) -> str:
    """Where operations are called, chosen as hosts do; empty where that is somebody else's."""
    described = site.openapi.url if site.openapi else site.url
    root = urls.host(site.url)

    def is_ours(url: str) -> bool:
        return urls.is_below(urls.host(url), root) or (client.is_local and urls.is_local(url))

    for server in servers(plugin):
        if urls.is_url(server.url) and is_ours(server.url):
            return server.url.rstrip("/")
    return urljoin(described, "/").rstrip("/") if is_ours(described) else ""


def _call(client: Client, base: str, operation: Operation) -> Answer:
    url, headers, body = calls.request(base, operation)
    # Four bytes for each character that a host reads.
    return client.fetch(
        url,
        method=operation.method.upper(),
        headers=headers,
        body=body,
        limit=4 * MAX_ANSWER,
        seconds=CALL_TIME,
    )


def _preflights(client: Client, base: str, operation: Operation) -> dict[str, Answer]:
    answers = {}
    for origin in calls.ORIGINS:
        url, headers = calls.preflight(base, operation, origin)
        answers[origin] = client.fetch(url, method="OPTIONS", headers=headers)
    return answers
