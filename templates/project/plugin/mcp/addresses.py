"""Which addresses /mcp may be called at, and from which pages.

A page of anybody's can give its own domain this machine's address (DNS rebinding) and call what
listens here as if it were its own server. The browser then sends that domain as Host and Origin.
"""

import re

from fastapi import HTTPException, Request

from plugin.host import HOSTS
from plugin.settings import Settings

DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL = ("localhost", "127.0.0.1", "[::1]")


async def require_known(request: Request) -> None:
    """Refuses a call at another address than the plugin's, and from other people's pages."""
    settings: Settings = request.app.state.settings
    origins = [settings.public_url, *(f"http://{name}:{settings.port}" for name in LOCAL)]
    if request.headers.get("host", "").lower() not in hosts(origins):
        raise HTTPException(
            421,
            "PLUGIN_PUBLIC_URL must be the address that /mcp is called at; "
            f"it is {settings.public_url}.",
        )
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in [*map(spelled, origins), *HOSTS]:
        raise HTTPException(403, "Pages of other sites may not call /mcp.")


def hosts(origins: list[str]) -> set[str]:
    """The origins as a Host header may have them: with the scheme's own port or without."""
    known = set()
    for origin in map(spelled, origins):
        scheme, _, host = origin.partition("://")
        known.add(host)
        if not re.search(r":\d+$", host):
            known.add(f"{host}:{DEFAULT_PORTS[scheme]}")
    return known


def spelled(origin: str) -> str:
    """The origin as browsers spell it: in small letters, without the scheme's own port."""
    origin = origin.lower()
    return origin.removesuffix(f":{DEFAULT_PORTS[origin.partition(':')[0]]}")
