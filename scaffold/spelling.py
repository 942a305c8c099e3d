"""What somebody who misspelt a word may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?`, X the word of `known` that is spelt most like `word`; empty for none.

    Capitals, dashes and underscores do not count.
    """
    # Imported here: only mistakes need it.
    from difflib import get_close_matches

    spelt = {_letters(candidate): candidate for candidate in known}
    close = get_close_matches(_letters(word), spelt, n=1)
    return f"; did you mean {spelt[close[0]]}?" if close else ""


def _letters(word: str) -> str:
    return word.casefold().replace("_", "-").strip("-")
