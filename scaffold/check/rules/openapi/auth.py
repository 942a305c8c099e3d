"""The rules of authentication: what the document and the manifest say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.check.document import Path
from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document, follow
from scaffold.check.openapi.operations import operations
from scaffold.check.plugin import Plugin


def _required_security(plugin: Plugin) -> Iterator[tuple[Path, str]]:
    """Where the document asks for credentials, and by which scheme."""
    found = document(plugin)
    shared = found.get("security") if found else None
    for operation in operations(plugin):
        own = operation.value.get("security")
        asked, path = (shared, ()) if own is None else (own, operation.path)
        if not isinstance(asked, list) or not all(asked):
            continue
        for choice in asked:
            for name in choice if isinstance(choice, dict) else ():
                yield (*path, "security"), name


@rule(
    Severity.WARNING,
    why="The host believes the manifest: it would send no credentials, or the wrong ones.",
    mend="Let `auth` in the manifest and `security` in the OpenAPI document say the same.",
)
def auth_disagreement(plugin: Plugin) -> Iterator[Problem]:
    """Manifest and OpenAPI document agree on authentication."""
    kind = plugin.text("auth", "type")
    found = document(plugin)
    told: set[str] = set()
    for path, name in _required_security(plugin) if kind else ():
        if found is None or name in told:
            continue
        told.add(name)
        scheme = follow(found, found.get("components", "securitySchemes", name))
        wanted = _scheme(scheme)
        if kind == "none":
            yield Problem(f"asks for `{name[:80]}`, but the manifest's auth is `none`", found, path)
        elif wanted and wanted not in _accepted(plugin):
            mine = " ".join(filter(None, (kind, plugin.text("auth", "authorization_type"))))
            text = f"asks for {wanted}, but the manifest's auth is `{mine}`"
            yield Problem(text, found, path)


def _scheme(scheme: Mapping[str, Any]) -> str:
    kind = scheme.get("type")
    return str(scheme.get("scheme", "")).lower()[:40] if kind == "http" else str(kind or "")[:40]


def _accepted(plugin: Plugin) -> set[str]:
    if plugin.text("auth", "type") == "oauth":
        return {"oauth2", "openIdConnect", "bearer"}
    # A key in the header Authorization is what bearer and basic are.
    return {plugin.text("auth", "authorization_type"), "apiKey"}


@rule(
    Severity.ADVICE,
    why="Clients other than the host know only this document: they would call without credentials.",
    mend="Declare it under `components.securitySchemes` and `security`.",
)
def undeclared_auth(plugin: Plugin) -> Iterator[Problem]:
    """The OpenAPI document declares the authentication that the manifest asks for."""
    kind = plugin.text("auth", "type")
    found = document(plugin)
    if not found or not found.complete or not plugin.authenticates or not operations(plugin):
        return
    if not any(True for _ in _required_security(plugin)):
        said = f"declares no security, but the manifest's auth is `{kind[:40]}`"
        yield Problem(said, found, ("info",), on_key=True)
