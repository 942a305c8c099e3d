"""Text that was saved in one encoding and read in another."""

from __future__ import annotations

# Text in UTF-8 that somebody read as one of these, and saved again.
_MISREAD_AS = ("latin-1", "cp1252")


def undone(text: str) -> str | None:
    """The text as it was meant; None where nobody misread it."""
    if text.isascii():
        return None
    for encoding in _MISREAD_AS:
        try:
            return text.encode(encoding).decode()
        except UnicodeError:
            continue
    return None
