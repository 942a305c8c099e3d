"""Lines that fit: wrapped between words, or cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.utils import get_cwidth

from scaffold.wizard.prompts import Line

# Narrower terminals than this wrap by themselves.
_NARROWEST = 16


def columns() -> int:
    """How many columns the terminal has now."""
    return get_app_session().output.get_size().columns


def rows() -> int:
    """How many lines the terminal has now."""
    return get_app_session().output.get_size().rows


def wrap(text: str, width: int, indent: str = "  ") -> list[str]:
    """`text` in lines of at most `width` columns, those after the first indented."""
    return textwrap.wrap(text, max(width, _NARROWEST), subsequent_indent=indent) or [""]


def cut(line: Line, width: int, more: str) -> Line:
    """As much of a line as `width` columns hold, with `more` where that is not all."""
    if sum(get_cwidth(text) for _, text in line) <= width:
        return line
    left = width - get_cwidth(more)
    kept: Line = []
    for style, text in line:
        fitting = ""
        for character in text:
            left -= get_cwidth(character)
            if left < 0:
                return [*kept, (style, fitting + more)]
            fitting += character
        kept.append((style, fitting))
    return kept


def flow(items: Iterable[Line], width: int, gap: str = "   ") -> list[Line]:
    """The items side by side, in as many lines as it takes; an item is never broken."""
    lines: list[Line] = []
    room = 0
    for item in items:
        needed = sum(get_cwidth(text) for _, text in item)
        if lines and needed + len(gap) <= room:
            lines[-1] = [*lines[-1], ("", gap), *item]
            room -= needed + len(gap)
        else:
            lines.append(item)
            room = width - needed
    return lines


def joined(lines: Sequence[Line]) -> FormattedText:
    """The lines as one text."""
    return FormattedText([piece for line in lines for piece in (*line, ("", "\n"))][:-1])
