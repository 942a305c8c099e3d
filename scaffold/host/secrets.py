"""What must not be shown: every credential that the host was given, as long as it runs."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

HIDDEN = "••••••"

# A shorter one would hide ordinary words, and protects nothing.
_SHORTEST = 6


class Secrets:
    """Keys, tokens, codes and client secrets, in memory only."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def add(self, *values: str) -> None:
        """From now on these are hidden, also as they are written in an address, a form, or JSON."""
        for value in values:
            if len(value) >= _SHORTEST:
                self._known |= {
                    value,
                    quote(value, safe=""),
                    quote_plus(value),
                    json.dumps(value)[1:-1],
                }

    def hide(self, text: str) -> str:
        """A text without them."""
        # The longest first: one may be part of another.
        for value in sorted(self._known, key=len, reverse=True):
            text = text.replace(value, HIDDEN)
        return text
