"""The rules of a plugin on localhost, which a browser calls for the host."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.host import HEADERS
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.WARNING,
    why="A plugin on localhost is called by the browser, which asks the plugin first.",
    fix="Answer OPTIONS with Access-Control-Allow-Origin, -Methods and -Headers for the host.",
)
def cors(subject: Subject) -> Iterator[Located]:
    """A plugin on localhost lets the host's pages call it."""
    for origin, response in subject.probes.preflights.items():
        allowed = response.headers.get("access-control-allow-origin")
        named = response.headers.get("access-control-allow-headers", "").lower()
        headers = {name.strip() for name in named.split(",")}
        if response.problem or not 200 <= response.status < 300:
            message = f"{origin} may not call it: {response.outcome}"
            yield subject.plugin.manifest, Problem(message, ("api", "url"))
        elif allowed not in (origin, "*"):
            yield subject.plugin.manifest, Problem(f"{origin} may not call it", ("api", "url"))
        elif missing := [name for name in HEADERS if not headers & {name, "*"}]:
            message = f"{origin} may not send it {', '.join(missing)}"
            yield subject.plugin.manifest, Problem(message, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Chrome lets public pages call localhost only where the plugin agrees to it.",
    fix="Answer the preflight with Access-Control-Allow-Private-Network: true.",
)
def private_network(subject: Subject) -> Iterator[Located]:
    """A plugin on localhost agrees to be called from public pages."""
    name = "access-control-allow-private-network"
    if any(response.headers.get(name) != "true" for response in subject.probes.preflights.values()):
        message = "does not allow calls from the public network"
        yield subject.plugin.manifest, Problem(message, ("api", "url"))
