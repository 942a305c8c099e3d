"""Rich previews of an answer's links: what the plugin's pages say of themselves (Open Graph)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import islice
from urllib.parse import urljoin

from scaffold import urls
from scaffold.fetch.response import Response
from scaffold.host.items import Preview
from scaffold.host.registration import Registration
from scaffold.plugin.images import raster

_LINK = re.compile(r"https?://[^\s<>()\[\]|\"'`]+")
_MOST = 3
_SECONDS = 5.0
_MAX_PAGE = 200_000
_MAX_IMAGE = 2_000_000
_MAX_TEXT = 200


def previews(text: str, registrations: Iterable[Registration]) -> list[Preview]:
    """At most three. Nothing is fetched but pages of the plugins' own domains."""
    plugins = list(registrations)
    links = dict.fromkeys(link.rstrip(".,;:!?") for link in _LINK.findall(text))
    return list(islice(_previews(links, plugins), _MOST))


def _previews(links: Iterable[str], plugins: list[Registration]) -> Iterator[Preview]:
    for link in links:
        owner = next((plugin for plugin in plugins if _is_of(link, plugin)), None)
        if owner is None:
            continue
        page = owner.client.fetch(link, limit=_MAX_PAGE, seconds=_SECONDS)
        if preview := _read(owner, page):
            yield preview._replace(url=link)


def _is_of(link: str, plugin: Registration) -> bool:
    if not urls.is_url(link):
        return False
    if plugin.client.is_local:
        return urls.origin(link) == urls.origin(plugin.base)
    own = urls.registered_domain(urls.host(plugin.base))
    return urls.registered_domain(urls.host(link)) == own


def _read(owner: Registration, page: Response) -> Preview | None:
    if page.status != 200 or page.media_type not in ("text/html", "application/xhtml+xml"):
        return None
    head = _Head()
    head.feed(page.body.decode("utf-8", "replace"))
    title = head.properties.get("og:title") or head.title.strip()
    if not title:
        return None
    description = head.properties.get("og:description") or head.properties.get("description", "")
    image = urljoin(page.url, head.properties["og:image"]) if "og:image" in head.properties else ""
    shown = b""
    if image and _is_of(image, owner):
        got = owner.client.fetch(image, limit=_MAX_IMAGE, seconds=_SECONDS)
        shown = raster(got.body) if got.status == 200 and len(got.body) <= _MAX_IMAGE else b""
    return Preview(page.url, title[:_MAX_TEXT], description[:_MAX_TEXT], shown)


class _Head(HTMLParser):
    """What a page's head says of it."""

    def __init__(self) -> None:
        super().__init__()
        self.properties: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title" and not self.title
        if tag == "meta" and (content := given.get("content")):
            name = given.get("property") or given.get("name") or ""
            self.properties.setdefault(name.lower(), content)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"
