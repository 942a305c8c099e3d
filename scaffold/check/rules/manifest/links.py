"""The rules of the manifest's links: in full, and over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check import urls
from scaffold.check.document import dotted
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin
from scaffold.check.rules.manifest.violations import PAGES, URLS, violations


@rule(
    Severity.ERROR,
    why="Hosts, browsers and clients open it as it stands.",
    mend="Write it in full, such as https://example.com/page.",
)
def absolute_url(plugin: Plugin) -> Iterator[Problem]:
    """Whatever is called a URL is one, of HTTP or HTTPS."""
    return violations(plugin, absolute_url)


@rule(
    Severity.WARNING,
    why="Hosts resolved it against the manifest's address; clients such as LangChain do not.",
    mend="Write it in full, such as https://example.com/page.",
)
def relative_url(plugin: Plugin) -> Iterator[Problem]:
    """URLs are absolute."""
    return violations(plugin, relative_url)


def _https(plugin: Plugin, *, pages: bool) -> Iterator[Problem]:
    for path in URLS:
        url = plugin.text(*path)
        if (path in PAGES) is pages and urls.scheme(url) == "http" and not urls.is_local(url):
            yield Problem(f"{dotted(path)}: is not HTTPS", plugin.manifest, path)


@rule(
    Severity.ERROR,
    why="Hosts call remote servers over TLS only: credentials and answers travel there.",
    mend="Serve it over HTTPS; only localhost may do without.",
)
def https(plugin: Plugin) -> Iterator[Problem]:
    """The API and its sign-in are reached over HTTPS, unless on localhost."""
    return _https(plugin, pages=False)


@rule(
    Severity.WARNING,
    why="Pages over HTTPS do not show images from HTTP, and browsers warn of such links.",
    mend="Serve it over HTTPS.",
)
def https_page(plugin: Plugin) -> Iterator[Problem]:
    """The logo and the legal page are reached over HTTPS, unless on localhost."""
    return _https(plugin, pages=True)
