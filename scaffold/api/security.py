"""How an API wants to be called, and which of a plugin's auth types does it justice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
