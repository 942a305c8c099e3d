"""The rules of what was to be replaced before anybody sees the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.manifest.violations import URLS
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem, dotted


def _placeholders(subject: Subject) -> Iterator[Located]:
    manifest = subject.plugin.manifest
    for path in URLS:
        url = subject.plugin.text(*path)
        if urls.is_placeholder(urls.host(url) or url):
            yield manifest, Problem(f"{dotted(path)}: is a placeholder", path)
    if urls.is_placeholder(subject.plugin.text("contact_email")):
        yield manifest, Problem("contact_email: is a placeholder", ("contact_email",))
    tokens = manifest.get("auth", "verification_tokens")
    for name, token in tokens.items() if isinstance(tokens, dict) else ():
        if isinstance(token, str) and urls.is_placeholder_token(token):
            path = ("auth", "verification_tokens", name)
            yield manifest, Problem(f"{dotted(path)}: is a placeholder", path)


@rule(
    Severity.WARNING,
    why="Users would be sent to somebody else's page, and hosts could not verify the plugin.",
    fix="Write the real one.",
)
def placeholder(subject: Subject) -> Iterator[Located]:
    """A public plugin holds no host, address or token that was to be replaced."""
    if subject.plugin.is_manifest and not subject.plugin.is_local:
        yield from _placeholders(subject)


@rule(
    Severity.ADVICE,
    why="On localhost nobody else sees it; once the plugin is public, users will.",
    fix="Write the real one before you register the plugin.",
)
def local_placeholder(subject: Subject) -> Iterator[Located]:
    """What a plugin on localhost still has to replace."""
    if subject.plugin.is_manifest and subject.plugin.is_local:
        yield from _placeholders(subject)
