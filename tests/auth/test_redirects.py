"""Addresses that users are sent back to, altered in every way."""

from __future__ import annotations

import runpy
from urllib.parse import urlsplit

from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

[FILE] = REPOSITORY.glob("templates/project/plugin/*oauth*/redirects.py")
REDIRECTS = runpy.run_path(str(FILE))

REGISTERED = [
    "https://claude.ai/api/mcp/auth_callback",
    "https://vscode.dev/redirect",
    "http://127.0.0.1:33418/",
    "http://localhost/callback",
    "http://[::1]/callback?a=b",
]
PIECES = ["@", ":", ":80", ":9@", "\\", "//", "/", "/..", "#", "?", "%", ".", "\n", "\t", "\0", " ", "evil.example", "٣", "а"]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=3).map("".join)


@given(st.sampled_from(REGISTERED), pieces, st.integers(0, 45), st.integers(0, 8))
def test_what_is_altered_leads_to_the_same_place_or_nowhere(
    registered: str, inserted: str, at: int, removed: int
) -> None:
    address = registered[:at] + inserted + registered[at + removed :]
    if REDIRECTS["is_among"](address, REGISTERED):
        assert address.isascii()
        assert address.isprintable()
        parts = urlsplit(address)
        assert parts.username is None
        places = {(p.scheme, p.hostname, p.path, p.query) for p in map(urlsplit, REGISTERED)}
        assert (parts.scheme, parts.hostname, parts.path, parts.query) in places
        assert parts.fragment == ""
        if parts.scheme == "https":
            assert address in REGISTERED
