"""The rules of a plugin on localhost, which a browser calls for the host."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.fetch.calls import HEADERS
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin


@rule(
    Severity.WARNING,
    why="A plugin on localhost is called by the browser, which asks the plugin first.",
    mend="Answer OPTIONS with Access-Control-Allow-Origin, -Methods and -Headers for the host.",
)
def cors(plugin: Plugin) -> Iterator[Problem]:
    """A plugin on localhost lets the host's pages call it."""
    for origin, answer in plugin.preflights.items():
        allowed = answer.headers.get("access-control-allow-origin")
        named = answer.headers.get("access-control-allow-headers", "").lower()
        headers = {name.strip() for name in named.split(",")}
        if answer.problem or not 200 <= answer.status < 300:
            said = f"{origin} may not call it: {answer.outcome}"
            yield Problem(said, plugin.manifest, ("api", "url"))
        elif allowed not in (origin, "*"):
            yield Problem(f"{origin} may not call it", plugin.manifest, ("api", "url"))
        elif missing := [name for name in HEADERS if not headers & {name, "*"}]:
            said = f"{origin} may not send it {', '.join(missing)}"
            yield Problem(said, plugin.manifest, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Chrome lets public pages call localhost only where the plugin agrees to it.",
    mend="Answer the preflight with Access-Control-Allow-Private-Network: true.",
)
def private_network(plugin: Plugin) -> Iterator[Problem]:
    """A plugin on localhost agrees to be called from public pages."""
    name = "access-control-allow-private-network"
    if any(answer.headers.get(name) != "true" for answer in plugin.preflights.values()):
        said = "does not allow calls from the public network"
        yield Problem(said, plugin.manifest, ("api", "url"))
