"""The rules of what was to be replaced before anybody sees the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check import urls
from scaffold.check.document import dotted
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.plugin import Plugin
from scaffold.check.rules.manifest.violations import URLS


def _placeholders(plugin: Plugin) -> Iterator[Problem]:
    manifest = plugin.manifest
    for path in URLS:
        url = plugin.text(*path)
        if urls.is_placeholder(urls.host(url) or url):
            yield Problem(f"{dotted(path)}: is a placeholder", manifest, path)
    if urls.is_placeholder(plugin.text("contact_email")):
        yield Problem("contact_email: is a placeholder", manifest, ("contact_email",))
    tokens = manifest.get("auth", "verification_tokens")
    for name, token in tokens.items() if isinstance(tokens, dict) else ():
        if isinstance(token, str) and urls.is_placeholder_token(token):
            path = ("auth", "verification_tokens", name)
            yield Problem(f"{dotted(path)}: is a placeholder", manifest, path)


@rule(
    Severity.WARNING,
    why="Users would be sent to somebody else's page, and hosts could not verify the plugin.",
    mend="Write the real one.",
)
def placeholder(plugin: Plugin) -> Iterator[Problem]:
    """A public plugin holds no host, address or token that was to be replaced."""
    if plugin.is_manifest and not plugin.is_local:
        yield from _placeholders(plugin)


@rule(
    Severity.ADVICE,
    why="On localhost nobody else sees it; once the plugin is public, users will.",
    mend="Write the real one before you register the plugin.",
)
def local_placeholder(plugin: Plugin) -> Iterator[Problem]:
    """What a plugin on localhost still has to replace."""
    if plugin.is_manifest and plugin.is_local:
        yield from _placeholders(plugin)
