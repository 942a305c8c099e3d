"""The rules of servers: where operations are called."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.ADVICE,
    why="Hosts then call the host that served the document; other clients call nothing.",
    fix="Name the API's full URL under `servers`.",
)
def missing_server(subject: Subject) -> Iterator[Located]:
    """The document says where its operations are called."""
    api = subject.plugin.api
    if api and api.document.complete and not api.servers:
        yield api.document, Problem("names no server", ("info",), on_key=True)


@rule(
    Severity.WARNING,
    why="Operations are called at this URL as it stands.",
    fix="Write one full URL, such as https://example.com, over HTTPS unless on localhost.",
)
def server_url(subject: Subject) -> Iterator[Located]:
    """A server is an absolute URL that the host can reach."""
    api = subject.plugin.api
    if api is None:
        return
    for server in api.servers:
        shown = f"`{server.url[:120]}`"
        if not urls.is_url(server.url):
            yield api.document, Problem(f"{shown} is no absolute URL", server.path)
        elif urls.is_local(server.url):
            if not subject.plugin.is_local:
                message = f"{shown} can be reached on one machine only"
                yield api.document, Problem(message, server.path)
        elif urls.scheme(server.url) == "http":
            yield api.document, Problem(f"{shown} is not HTTPS", server.path)


@rule(
    Severity.WARNING,
    why="Hosts choose the first server on the plugin's domain, and without one their own guess.",
    fix="Name a server on the domain that serves the manifest.",
)
def server_domain(subject: Subject) -> Iterator[Located]:
    """A server is on the plugin's domain, or below it."""
    root, api = subject.plugin.host, subject.plugin.api
    if not root or api is None:
        return
    named = [one for one in api.servers if urls.is_url(one.url) and not urls.is_local(one.url)]
    hosts = [urls.host(server.url) for server in named]
    if hosts and not any(urls.is_below(host, root) for host in hosts):
        message = f"{hosts[0]} is not on {root.removeprefix('www.')}"
        yield api.document, Problem(message, named[0].path)


@rule(
    Severity.ADVICE,
    why="Hosts take the first on the plugin's domain, clients take any.",
    fix="Keep the one that is public.",
)
def several_servers(subject: Subject) -> Iterator[Located]:
    """There is one server."""
    api = subject.plugin.api
    if api and len(api.servers) > 1:
        message = f"names {len(api.servers)} servers"
        yield api.document, Problem(message, api.servers[1].path)
