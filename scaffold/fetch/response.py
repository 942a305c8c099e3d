"""What a server answered, or what kept it from answering."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Response(NamedTuple):
    """A response of HTTP; or the `problem` that kept it from being fetched."""

    url: str
    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""
    problem: str = ""

    @property
    def outcome(self) -> str:
        """What came of it, for a sentence."""
        return self.problem or f"the server answers {self.status}"

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()
