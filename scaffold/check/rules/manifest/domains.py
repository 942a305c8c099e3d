"""The rules of where a plugin lives: its API, its legal page and its address on its own domain."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check import urls
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin


@rule(
    Severity.WARNING,
    why="Hosts want the API on the manifest's own domain or below it.",
    mend="Serve the OpenAPI document on the domain that serves the manifest.",
)
def api_domain(plugin: Plugin) -> Iterator[Problem]:
    """`api.url` is on the domain of the manifest, or below it."""
    root, host = plugin.host, urls.host(plugin.text("api", "url"))
    if root and host and not urls.is_below(host, root):
        said = f"api.url: {host} is not on {root.removeprefix('www.')}"
        yield Problem(said, plugin.manifest, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Users should read the terms of whoever runs the plugin.",
    mend="Link to a page on the plugin's own domain.",
)
def legal_domain(plugin: Plugin) -> Iterator[Problem]:
    """`legal_info_url` is on the plugin's registered domain."""
    return _other_domain(plugin, "legal_info_url", urls.host(plugin.text("legal_info_url")))


@rule(
    Severity.WARNING,
    why="An address on the plugin's domain shows that it is its operator's.",
    mend="Use an address on the plugin's own domain, if you have one.",
)
def email_domain(plugin: Plugin) -> Iterator[Problem]:
    """`contact_email` is on the plugin's registered domain."""
    name = plugin.text("contact_email").rpartition("@")[2].lower()
    return _other_domain(plugin, "contact_email", name if "." in name else "")


def _other_domain(plugin: Plugin, field: str, host: str) -> Iterator[Problem]:
    root = plugin.host
    if not root or not host or any(map(urls.is_placeholder, (root, host))):
        return
    ours, theirs = urls.registered_domain(root), urls.registered_domain(host)
    if ours != theirs:
        yield Problem(f"{field}: is on {theirs}, not on {ours}", plugin.manifest, (field,))


@rule(
    Severity.ADVICE,
    why="Hosts took only plugins without authentication from localhost.",
    mend="Set the plugin's public URL, such as a tunnel's, before you register it.",
)
def local_auth(plugin: Plugin) -> Iterator[Problem]:
    """A plugin that authenticates has a public address."""
    if plugin.is_local and plugin.authenticates:
        said = f"auth.type: `{plugin.text('auth', 'type')}` needs a public HTTPS address"
        yield Problem(said, plugin.manifest, ("auth", "type"))
