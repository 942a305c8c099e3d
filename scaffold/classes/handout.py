"""`roster.md`: a page to print: who sits where, at which address, and what to type first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scaffold.classes.seats import Seat

FILE = "roster.md"


def page(seats: Sequence[Seat], commands: Sequence[str]) -> str:
    """The page, as Markdown; `commands` are the same for everybody, once there."""
    table = [
        f"| {_literal(seat.name)} | `{seat.folder}` | {url(seat)} | `{first_command(seat)}` |"
        for seat in seats
    ]
    return "\n".join(
        [
            "# Who sits where",
            "",
            "| who | directory | address of the plugin | first command |",
            "|---|---|---|---|",
            *table,
            "",
            "Then, everybody the same; README.md in your directory says how to go on:",
            "",
            "```",
            *commands,
            "```",
        ]
    )


def url(seat: Seat) -> str:
    """Where a learner's plugin answers once it is started."""
    return f"http://localhost:{seat.port}"


def first_command(seat: Seat) -> str:
    """What a learner types first, in the class's directory; any shell takes it."""
    return f"cd {seat.folder}"


def _literal(text: str) -> str:
    """Text that Markdown leaves as it is: it knows a backslash before any mark of ASCII."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
