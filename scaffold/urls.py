"""What a URL says of its host: local or public, on whose domain, real or a placeholder."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_URL = re.compile(r"https?://[^\s/?#@\\]+", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

# Reserved by RFC 2606 and RFC 6761, or found again and again in unfinished manifests.
_PLACEHOLDER = re.compile(
    r"(^|[.@])example\.(com|org|net|edu)$|\.(example|invalid|test)$"
    r"|(^|[.@])(your|my)[-_]?(domain|app|site|web|plugin|company|api|server|host|url)[\w-]*\.\w+$"
    r"|^hello@(contact|legal)\.com$|^plugin_hostname|[<>{}$]",
    re.IGNORECASE,
)
_PLACEHOLDER_TOKEN = re.compile(
    r"[<>{}$\s]|replace|change.?me|your[-_ ]|verification.?token|^(todo|xxx+|token)$", re.IGNORECASE
)


def is_url(text: str) -> bool:
    """Whether it is an absolute URL of HTTP or HTTPS with a host that can be read."""
    return bool(_URL.match(text)) and bool(host(text))


def scheme(text: str) -> str:
    """The scheme, in lower case; empty for a relative URL."""
    match = _SCHEME.match(text)
    return match[1].lower() if match else ""


def host(url: str) -> str:
    """The host of an absolute URL, in lower case, without port; empty where there is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".")


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what credentials are for."""
    try:
        port = urlsplit(url).port
    except ValueError:
        port = None
    kind = scheme(url)
    return kind, host(url), port or {"http": 80, "https": 443}.get(kind)


def is_local(url: str) -> bool:
    """Whether the host is this machine, or a private address."""
    name = host(url)
    if name == "localhost" or name.endswith((".localhost", ".local")):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return False


def is_placeholder(text: str) -> bool:
    """Whether a host or an e-mail address is one that was to be replaced."""
    return bool(_PLACEHOLDER.search(text))


def is_placeholder_token(text: str) -> bool:
    """Whether a token is one that was to be replaced."""
    return not text or bool(_PLACEHOLDER_TOKEN.search(text))


def is_below(name: str, root: str) -> bool:
    """Whether a host is `root` or a subdomain of it; `www.` does not count."""
    root = root.removeprefix("www.")
    return name.removeprefix("www.") == root or name.endswith(f".{root}")


def registered_domain(name: str) -> str:
    """What somebody registered: `example.co.uk` for `www.example.co.uk`; an address is itself."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
