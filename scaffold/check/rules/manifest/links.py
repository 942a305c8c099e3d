"""The rules of the manifest's links: in full, and over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.manifest.violations import PAGES, URLS, violations
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem, dotted


@rule(
    Severity.ERROR,
    why="Hosts, browsers and clients open it as it stands.",
    fix="Write it in full, such as https://example.com/page.",
)
def absolute_url(subject: Subject) -> Iterator[Located]:
    """Whatever is called a URL is one, of HTTP or HTTPS."""
    return violations(subject, "absolute-url")


@rule(
    Severity.WARNING,
    why="Hosts resolved it against the manifest's address; clients such as LangChain do not.",
    fix="Write it in full, such as https://example.com/page.",
)
def relative_url(subject: Subject) -> Iterator[Located]:
    """URLs are absolute."""
    return violations(subject, "relative-url")


def _https(subject: Subject, *, pages: bool) -> Iterator[Located]:
    for path in URLS:
        url = subject.plugin.text(*path)
        if (path in PAGES) is pages and urls.scheme(url) == "http" and not urls.is_local(url):
            yield subject.plugin.manifest, Problem(f"{dotted(path)}: is not HTTPS", path)


@rule(
    Severity.ERROR,
    why="Hosts call remote servers over TLS only: credentials and answers travel there.",
    fix="Serve it over HTTPS; only localhost may do without.",
)
def https(subject: Subject) -> Iterator[Located]:
    """The API and its sign-in are reached over HTTPS, unless on localhost."""
    return _https(subject, pages=False)


@rule(
    Severity.WARNING,
    why="Pages over HTTPS do not show images from HTTP, and browsers warn of such links.",
    fix="Serve it over HTTPS.",
)
def https_page(subject: Subject) -> Iterator[Located]:
    """The logo and the legal page are reached over HTTPS, unless on localhost."""
    return _https(subject, pages=True)
