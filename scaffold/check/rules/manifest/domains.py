"""The rules of where a plugin lives: its API, its legal page and its address on its own domain."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.WARNING,
    why="Hosts want the API on the manifest's own domain or below it.",
    fix="Serve the OpenAPI document on the domain that serves the manifest.",
)
def api_domain(subject: Subject) -> Iterator[Located]:
    """`api.url` is on the domain of the manifest, or below it."""
    root, host = subject.plugin.host, urls.host(subject.plugin.text("api", "url"))
    if root and host and not urls.is_below(host, root):
        message = f"api.url: {host} is not on {root.removeprefix('www.')}"
        yield subject.plugin.manifest, Problem(message, ("api", "url"))


@rule(
    Severity.WARNING,
    why="Users should read the terms of whoever runs the plugin.",
    fix="Link to a page on the plugin's own domain.",
)
def legal_domain(subject: Subject) -> Iterator[Located]:
    """`legal_info_url` is on the plugin's registered domain."""
    return _other_domain(
        subject, "legal_info_url", urls.host(subject.plugin.text("legal_info_url"))
    )


@rule(
    Severity.WARNING,
    why="An address on the plugin's domain shows that it is its operator's.",
    fix="Use an address on the plugin's own domain, if you have one.",
)
def email_domain(subject: Subject) -> Iterator[Located]:
    """`contact_email` is on the plugin's registered domain."""
    _, at, name = subject.plugin.text("contact_email").lower().rpartition("@")
    return _other_domain(subject, "contact_email", name if at and "." in name else "")


def _other_domain(subject: Subject, field: str, host: str) -> Iterator[Located]:
    root = subject.plugin.host
    if not root or not host or any(map(urls.is_placeholder, (root, host))):
        return
    ours, theirs = urls.registered_domain(root), urls.registered_domain(host)
    if ours != theirs:
        yield subject.plugin.manifest, Problem(f"{field}: is on {theirs}, not on {ours}", (field,))


@rule(
    Severity.ADVICE,
    why="Hosts took only plugins without authentication from localhost.",
    fix="Set the plugin's public URL, such as a tunnel's, before you register it.",
)
def local_auth(subject: Subject) -> Iterator[Located]:
    """A plugin that authenticates has a public address."""
    if subject.plugin.is_local and subject.plugin.authenticates:
        message = f"auth.type: `{subject.plugin.text('auth', 'type')}` needs a public HTTPS address"
        yield subject.plugin.manifest, Problem(message, ("auth", "type"))
