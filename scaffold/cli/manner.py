"""How `create-ai-plugin` goes about it, whatever it starts from."""

from __future__ import annotations

from typing import NamedTuple


class Manner(NamedTuple):
    """What the options say of asking, writing and answering."""

    asks: bool
    yes: bool
    dry_run: bool
    commit: bool
    json: bool
