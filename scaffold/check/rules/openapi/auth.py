"""The rules of authentication: what the document and the manifest say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Pointer, Problem
from scaffold.manifest import auth_types
from scaffold.openapi.references import follow


def _required_security(subject: Subject) -> Iterator[tuple[Pointer, str]]:
    """Where the document asks for credentials, and by which scheme."""
    api = subject.plugin.api
    shared = api.document.get("security") if api else None
    for operation in subject.plugin.operations:
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
    fix="Let `auth` in the manifest and `security` in the OpenAPI document say the same.",
)
def auth_disagreement(subject: Subject) -> Iterator[Located]:
    """Manifest and OpenAPI document agree on authentication."""
    kind, api = subject.plugin.text("auth", "type"), subject.plugin.api
    if kind not in auth_types() or api is None:
        return
    document = api.document
    schemes: dict[str, Pointer] = {}
    for path, name in _required_security(subject):
        schemes.setdefault(name, path)
    for name, path in schemes.items():
        scheme = _scheme(follow(document, document.get("components", "securitySchemes", name)))
        if kind == "none":
            yield (
                document,
                Problem(f"asks for `{name[:80]}`, but the manifest's auth is `none`", path),
            )
        elif scheme and scheme not in _accepted(subject):
            declared = " ".join(
                filter(None, (kind, subject.plugin.text("auth", "authorization_type")))
            )
            message = f"asks for {scheme}, but the manifest's auth is `{declared}`"
            yield document, Problem(message, path)


def _scheme(scheme: Mapping[str, Any]) -> str:
    kind = scheme.get("type")
    return str(scheme.get("scheme", "")).lower()[:40] if kind == "http" else str(kind or "")[:40]


def _accepted(subject: Subject) -> set[str]:
    if subject.plugin.text("auth", "type") == "oauth":
        return {"oauth2", "openIdConnect", "bearer"}
    # A key in the header Authorization is what bearer and basic are.
    return {subject.plugin.text("auth", "authorization_type"), "apiKey"}


@rule(
    Severity.ADVICE,
    why="Clients other than the host know only this document: they would call without credentials.",
    fix="Declare it under `components.securitySchemes` and `security`.",
)
def undeclared_auth(subject: Subject) -> Iterator[Located]:
    """The OpenAPI document declares the authentication that the manifest asks for."""
    kind, api = subject.plugin.text("auth", "type"), subject.plugin.api
    if (
        not api
        or not api.document.complete
        or not subject.plugin.authenticates
        or not api.operations
    ):
        return
    if not any(True for _ in _required_security(subject)):
        message = f"declares no security, but the manifest's auth is `{kind[:40]}`"
        yield api.document, Problem(message, ("info",), on_key=True)
