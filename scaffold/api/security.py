"""How an API wants to be called, and which of a plugin's auth types does it justice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeGuard

from scaffold import urls
from scaffold.documents.document import Document
from scaffold.errors import Failure
from scaffold.openapi.operations import Operation
from scaffold.openapi.references import follow

Scheme = Literal["none", "bearer", "basic", "api_key", "client_credentials", "oauth"]
Place = Literal["header", "query", "cookie", ""]


@dataclass(frozen=True)
class Security:
    """The one security scheme that all chosen operations take.

    `place` and `name` say where an API key goes; `token_url`, `authorize_url` and `scopes` belong
    to OAuth. `bearer`, `basic`: the header Authorization holds the credential.
    """

    scheme: Scheme = "none"
    place: Place = ""
    name: str = ""
    token_url: str = ""
    authorize_url: str = ""
    scopes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What the API does, as the end of a sentence."""
        return {
            "none": "asks for no credentials",
            "bearer": "takes a key as `Authorization: Bearer KEY`",
            "basic": "takes a name and a password (`Authorization: Basic …`)",
            "api_key": f"takes a key as the {self.place} `{self.name}`",
            "client_credentials": f"takes a program's tokens from {self.token_url}",
            "oauth": f"takes the tokens of users who sign in at {self.authorize_url}",
        }[self.scheme]


class Needs(NamedTuple):
    """What a security scheme of a document is for us, or why it is nothing."""

    security: Security
    problem: str = ""


def required(document: Document, chosen: Sequence[Operation]) -> Security:
    """What all the chosen operations can be called with; Failure where no one thing will do."""
    asked = [(operation, _alternatives(document, operation)) for operation in chosen]
    needing = [(operation, schemes) for operation, schemes in asked if schemes]
    if not needing:
        return Security()
    names = {name for _, schemes in needing for scheme in schemes for name in scheme}
    known = {name: _scheme(document, name) for name in sorted(names)}
    for name, needs in known.items():
        if needs.problem or not all((name,) in schemes for _, schemes in needing):
            continue
        if needs.security.scheme not in ("oauth", "client_credentials"):
            return needs.security
        return replace(needs.security, scopes=_scopes(name, needing) or needs.security.scopes)
    raise Failure(*_why_not(needing, known))


def _alternatives(document: Document, operation: Operation) -> dict[tuple[str, ...], list[str]]:
    """The sets of schemes that an operation takes, with their scopes; empty where it needs none."""
    own = operation.value.get("security")
    asked = document.get("security") if own is None else own
    if not isinstance(asked, list):
        return {}
    alternatives: dict[tuple[str, ...], list[str]] = {}
    for requirement in asked:
        if not requirement or not isinstance(requirement, dict):
            return {}
        scopes = [scope for listed in requirement.values() for scope in _texts(listed)]
        alternatives[tuple(requirement)] = scopes
    return alternatives


def _scopes(
    name: str, needing: Sequence[tuple[Operation, dict[tuple[str, ...], list[str]]]]
) -> tuple[str, ...]:
    asked = (scope for _, schemes in needing for scope in schemes.get((name,), []))
    return tuple(dict.fromkeys(asked))


def _why_not(
    needing: Sequence[tuple[Operation, dict[tuple[str, ...], list[str]]]],
    known: Mapping[str, Needs],
) -> tuple[str, str]:
    """The sentence, and what to do."""
    for operation, schemes in needing:
        if not any(len(names) == 1 and not known[names[0]].problem for names in schemes):
            names = next(iter(schemes))
            together = " and ".join(f"`{name[:60]}`" for name in names)
            why = (
                known[names[0]].problem
                if len(names) == 1
                else "two credentials at once, and a plugin has one"
            )
            return (
                f"{operation} asks for {together}: {why}.",
                "Choose other operations with --operations.",
            )
    each = "; ".join(
        f"{operation} takes {' or '.join(f'`{names[0][:60]}`' for names in schemes if names)}"
        for operation, schemes in needing[:10]
    )
    return (
        f"The operations take different credentials, and a plugin has one: {each}.",
        "Choose with --operations such as take the same.",
    )


def _scheme(document: Document, name: str) -> Needs:
    scheme = follow(document, document.get("components", "securitySchemes", name))
    kind = scheme.get("type")
    nothing = Security()
    if kind == "http":
        how = str(scheme.get("scheme", "")).lower()
        if how == "bearer":
            return Needs(Security("bearer", "header", "Authorization"))
        if how == "basic":
            return Needs(Security("basic", "header", "Authorization"))
        return Needs(nothing, f"HTTP authentication of the kind `{how[:40]}` cannot be mapped")
    if kind == "apiKey":
        return _api_key(scheme)
    if kind == "oauth2":
        return _oauth(scheme)
    if kind is None:
        return Needs(nothing, "the document does not describe it under `securitySchemes`")
    return Needs(nothing, f"credentials of the type `{str(kind)[:40]}` cannot be mapped")


def _api_key(scheme: Mapping[str, Any]) -> Needs:
    place, name = scheme.get("in"), scheme.get("name")
    if place not in ("header", "query", "cookie") or not isinstance(name, str):
        return Needs(Security(), "it does not say where the key goes")
    if place == "header" and not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", name):
        return Needs(Security(), f"`{name[:60]}` is no name of a header")
    if not name.isprintable() or not 0 < len(name) <= 100:
        return Needs(Security(), "the name of its key cannot be sent")
    return Needs(Security("api_key", place, name))


def _oauth(scheme: Mapping[str, Any]) -> Needs:
    flows = scheme.get("flows")
    flows = flows if isinstance(flows, dict) else {}
    code, client = flows.get("authorizationCode"), flows.get("clientCredentials")
    if isinstance(code, dict):
        authorize, token = code.get("authorizationUrl"), code.get("tokenUrl")
        if _is_address(authorize) and _is_address(token):
            return Needs(
                Security(
                    "oauth", "header", "Authorization", token, authorize, _names(code.get("scopes"))
                )
            )
    if isinstance(client, dict) and _is_address(token := client.get("tokenUrl")):
        scopes = _names(client.get("scopes"))
        return Needs(Security("client_credentials", "header", "Authorization", token, "", scopes))
    if code or client:
        return Needs(Security(), "the URLs of its sign-in are no absolute ones")
    listed = ", ".join(map(str, flows))[:80] or "none"
    return Needs(Security(), f"its OAuth flows ({listed}) cannot be mapped")


def _is_address(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and urls.is_url(value) and value.isprintable()


def _names(scopes: object) -> tuple[str, ...]:
    return tuple(_texts([*scopes])) if isinstance(scopes, dict) else ()


def _texts(listed: object) -> list[str]:
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
