"""What somebody who misspelt a word may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The word of `known` that is spelt most like `word`; None where none is close.

    Capitals, dashes and underscores do not count.
    """
    # Imported here: only mistakes need it.
    from difflib import get_close_matches

    spelt = {_letters(candidate): candidate for candidate in known}
    close = get_close_matches(_letters(word), spelt, n=1)
    return spelt[close[0]] if close else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence, `; did you mean X?`; empty where no word is close."""
    close = closest(word, known)
    return f"; did you mean {close}?" if close else ""


def _letters(word: str) -> str:
    return word.casefold().replace("_", "-").strip("-")
