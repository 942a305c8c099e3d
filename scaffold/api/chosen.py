"""What is chosen of an API's document: the one value that files are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Api:
    """An OpenAPI document of version 3.0 or 3.1, trimmed to the operations that were chosen.

    Every operation of `document` has an `operationId` of its own, an identifier of at most 64 ASCII
    characters, and a `summary` or a `description`, each of at most 200 characters. References lead
    to `#/components/`, which hold only what is used; `servers`, at the top and nowhere else, names
    one absolute URL or is missing. `source` is where the document was read: a path or a URL.
    """

    document: dict[str, Any]
    source: str

    @property
    def server(self) -> str:
        """The URL below which the operations are called; empty where the document names none."""
        servers = self.document.get("servers") or [{"url": ""}]
        return str(servers[0]["url"])
