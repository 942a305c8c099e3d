"""Where a plugin's operations are called, and what they answer."""

from __future__ import annotations

from urllib.parse import urljoin

from scaffold import urls
from scaffold.fetch.client import CALL_TIME, Client
from scaffold.fetch.response import Response
from scaffold.openapi.request import Request
from scaffold.plugin.model import MAX_RESPONSE, Plugin


def base(plugin: Plugin, *, is_local: bool) -> str:
    """The server's URL, chosen as hosts do; empty where that is somebody else's.

    It is the first of the document's servers on the plugin's own host or below it, else the host
    of the document. A local plugin may name any local server.
    """
    described, root = plugin.text("api", "url"), plugin.host
    if site := plugin.site:
        described, root = (site.openapi or site.manifest).url, urls.host(site.url)

    def is_ours(url: str) -> bool:
        return urls.is_below(urls.host(url), root) or (is_local and urls.is_local(url))

    for server in plugin.servers:
        if urls.is_url(server.url) and is_ours(server.url):
            return server.url.rstrip("/")
    return (
        urljoin(described, "/").rstrip("/") if urls.is_url(described) and is_ours(described) else ""
    )


def send(client: Client, request: Request, *, trusted: bool = False) -> Response:
    """Call an operation, within what hosts wait and read; `trusted` as for Client.fetch."""
    return client.fetch(
        request.url,
        method=request.method,
        headers=request.headers,
        body=request.body,
        # Four bytes for each character.
        limit=4 * MAX_RESPONSE,
        seconds=CALL_TIME,
        trusted=trusted,
    )
