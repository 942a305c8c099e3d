"""The plugin at a URL, fetched as hosts fetch it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from scaffold import urls
from scaffold.documents import load
from scaffold.documents.problem import Pointer
from scaffold.errors import Misuse
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.plugin.model import (
    MAX_LOGO,
    MAX_MANIFEST,
    MAX_OPENAPI,
    NO_MANIFEST,
    WELL_KNOWN,
    Plugin,
    Site,
)


def read(target: str) -> Plugin:
    """The plugin at a URL; Misuse where none answers. Only GET is sent."""
    try:
        urlsplit(target)
    except ValueError as error:
        raise Misuse(f"{target}: is no URL.", "Write it as a browser does.") from error
    client = Client(target)
    plugin, site = _manifest(client, target)
    if not plugin.is_manifest:
        return plugin
    described = _linked(client, plugin, ("api", "url"), MAX_OPENAPI)
    if described and described.status == 200:
        document = load.json_or_yaml(described.body, described.url, MAX_OPENAPI)
        plugin = replace(plugin, openapi=document)
    logo = _linked(client, plugin, ("logo_url",), MAX_LOGO)
    legal = _linked(client, plugin, ("legal_info_url",), 100_000)
    site = replace(site, openapi=described, logo=logo, legal=legal)
    return replace(plugin, logo=logo.body if logo and logo.status == 200 else None, site=site)


def read_openapi(url: str) -> Plugin:
    """The OpenAPI document at a URL alone; Misuse where there is none."""
    client = Client(url)
    response = client.fetch(url, limit=MAX_OPENAPI)
    if response.problem or response.status != 200:
        raise Misuse(f"{url}: cannot be read: {response.outcome}.", "Correct the URL.")
    return Plugin(url, NO_MANIFEST, load.json_or_yaml(response.body, url, MAX_OPENAPI))


def _manifest(client: Client, target: str) -> tuple[Plugin, Site]:
    named = urlsplit(target).path.endswith(".json")
    url = target if named else urljoin(target, f"/{WELL_KNOWN.as_posix()}")
    response = client.fetch(url, limit=MAX_MANIFEST)
    if response.problem or response.status != 200:
        raise Misuse(f"{url}: cannot be read: {response.outcome}.", _hint(client, response))
    site = Site(target, response)
    manifest = load.json_only(response.body, url, MAX_MANIFEST)
    return Plugin(target, manifest, site=site), site


def _hint(client: Client, response: Response) -> str:
    if not response.problem:
        return f"Serve the manifest at /{WELL_KNOWN.as_posix()}."
    return "Start the plugin, or correct the URL." if client.is_local else "Correct the URL."


def _linked(client: Client, plugin: Plugin, path: Pointer, limit: int) -> Response | None:
    """What a URL of the manifest leads to; None where it is none or for show only."""
    text = plugin.text(*path)
    url = urljoin(plugin.manifest.name, text) if text and not urls.scheme(text) else text
    if not urls.is_url(url) or urls.is_placeholder(urls.host(url)):
        return None
    return client.fetch(url, limit=limit)
