"""The host: its pages may call the plugin, and it tells where the user is."""

import re
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware

HOSTS = ["https://chat.openai.com", "https://chatgpt.com"]


def allow_host(app: FastAPI) -> None:
    """Lets the host's pages call the plugin from the user's browser, and nobody else's."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=HOSTS,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        # The host sends headers of its own (openai-conversation-id and others); the list grows.
        allow_headers=["*"],
        # Browsers ask for this before a public page may call a plugin on localhost.
        allow_private_network=True,
    )


async def region(request: Request) -> str | None:
    """The user's country and subdivision, such as `US-CA`, where the host tells them."""
    code = request.headers.get("openai-subdivision-1-iso-code", "")
    return code if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code) else None


Region = Annotated[str | None, Depends(region)]
