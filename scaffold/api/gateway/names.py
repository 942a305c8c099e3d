"""Names of an API as names of Python: none a keyword, none twice, none that hides another."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

# What the functions of a gateway import or hold.
USED = frozenset(
    {
        "as_bytes", "as_form", "as_json", "as_parts", "as_text_of", "body", "deep", "form",
        "joined", "line", "listed", "parsed", "request", "returns", "router", "segment", "takes",
        "upstream",
    }
)  # fmt: skip


def snake(text: str) -> str:
    """`listPets` as `list_pets`; never empty."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text)
    words = re.findall("[a-z0-9]+", text.lower())
    name = "_".join(words)[:60].strip("_") or "value"
    return f"n{name}" if name[0].isdigit() else name


def camel(text: str) -> str:
    """`listPets` as `ListPets`."""
    return "".join(word.capitalize() for word in snake(text).split("_"))


def argument(text: str, taken: Iterable[str]) -> str:
    """The name of an argument or a function."""
    name = snake(text)
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in USED | set(dir(builtins)):
        name += "_"
    return unique(name, taken)


def unique(name: str, taken: Iterable[str]) -> str:
    """The name, with a number where it is taken."""
    taken, number, one = set(taken), 2, name
    while one in taken:
        one, number = f"{name.rstrip('_')}_{number}", number + 1
    return one
