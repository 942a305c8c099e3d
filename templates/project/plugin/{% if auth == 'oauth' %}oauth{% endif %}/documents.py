"""Clients whose id is the address of a document about them (client ID metadata documents)."""

import asyncio
import re
import time

from pydantic import ValidationError

from plugin.oauth.client import Client
from plugin.oauth.client_metadata import ClientMetadata
from plugin.oauth.fetch import NotFetchedError, fetch
from plugin.oauth.known_hosts import KNOWN

# A host's name and a path: no port, no query, no `..`, as the draft wants or allows.
ADDRESS = re.compile(
    r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"(?P<path>(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+)"
)
MAX_LENGTH = 500
SECONDS_KEPT = 600
MAX_KEPT = 500
# More wait for their turn, so that slow hosts cannot take all that the server has.
AT_ONCE = 8


class Documents:
    """The clients of documents, each kept for ten minutes."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[float, Client]] = {}
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def client(self, client_id: str) -> Client | None:
        """The client that a document is about; None where there is no such document."""
        until, client = self.kept.get(client_id, (0.0, None))
        if client and time.monotonic() < until:
            return client
        client = await self.read(client_id) or KNOWN.get(client_id)
        if client:
            self.kept[client_id] = time.monotonic() + SECONDS_KEPT, client
        while len(self.kept) > MAX_KEPT:
            del self.kept[next(iter(self.kept))]
        return client

    async def read(self, client_id: str) -> Client | None:
        address = ADDRESS.fullmatch(client_id)
        if address is None or len(client_id) > MAX_LENGTH:
            return None
        try:
            async with self.turns:
                content = await fetch(address["host"], address["path"])
            metadata = ClientMetadata.model_validate_json(content)
        except (NotFetchedError, ValidationError):
            return None
        # A document speaks for the address that it lies at, and for no other.
        is_its_own = metadata.client_id == client_id
        return metadata.client(client_id, address["host"]) if is_its_own else None
