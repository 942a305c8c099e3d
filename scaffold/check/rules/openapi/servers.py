"""The rules of servers: where operations are called."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check import urls
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document
from scaffold.check.openapi.operations import servers
from scaffold.check.plugin import Plugin


@rule(
    Severity.ADVICE,
    why="Hosts then call the host that served the document; other clients call nothing.",
    mend="Name the API's full URL under `servers`.",
)
def missing_server(plugin: Plugin) -> Iterator[Problem]:
    """The document says where its operations are called."""
    found = document(plugin)
    if found and found.complete and not servers(plugin):
        yield Problem("names no server", found, ("info",), on_key=True)


@rule(
    Severity.WARNING,
    why="Operations are called at this URL as it stands.",
    mend="Write one full URL, such as https://example.com, over HTTPS unless on localhost.",
)
def server_url(plugin: Plugin) -> Iterator[Problem]:
    """A server is an absolute URL that the host can reach."""
    for server in servers(plugin):
        shown = f"`{server.url[:120]}`"
        if not urls.is_url(server.url):
            yield server.problem(f"{shown} is no absolute URL")
        elif urls.is_local(server.url):
            if not plugin.is_local:
                yield server.problem(f"{shown} can be reached on one machine only")
        elif urls.scheme(server.url) == "http":
            yield server.problem(f"{shown} is not HTTPS")


@rule(
    Severity.WARNING,
    why="Hosts choose the first server on the plugin's domain, and without one their own guess.",
    mend="Name a server on the domain that serves the manifest.",
)
def server_domain(plugin: Plugin) -> Iterator[Problem]:
    """A server is on the plugin's domain, or below it."""
    root = plugin.host
    named = [one for one in servers(plugin) if urls.is_url(one.url) and not urls.is_local(one.url)]
    hosts = [urls.host(server.url) for server in named]
    if root and hosts and not any(urls.is_below(host, root) for host in hosts):
        yield named[0].problem(f"{hosts[0]} is not on {root.removeprefix('www.')}")


@rule(
    Severity.ADVICE,
    why="Hosts take the first on the plugin's domain, clients take any.",
    mend="Keep the one that is public.",
)
def several_servers(plugin: Plugin) -> Iterator[Problem]:
    """There is one server."""
    named = servers(plugin)
    if len(named) > 1:
        yield named[1].problem(f"names {len(named)} servers")
