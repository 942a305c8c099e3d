"""What the references of an OpenAPI document lead to."""

from __future__ import annotations

import re
from typing import Any

from scaffold.documents.document import Document

# One after the other; nobody writes more than two, and a circle never ends.
_MAX_REFERENCES = 10


def resolve(document: Document, target: str) -> Any:
    """What a reference inside the document points to; None where that is nothing."""
    return within(document.value, target)


def within(value: Any, target: str) -> Any:
    """The same in a document of plain values."""
    if not target.startswith("#"):
        return None
    steps = target.removeprefix("#").removeprefix("/").split("/") if target != "#" else []
    for step in steps:
        name = re.sub("%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), step)
        name = name.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and len(name) < 10:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def follow(document: Document, value: Any) -> dict[str, Any]:
    """An object, or what it refers to; empty where that is no object, or a circle."""
    for _ in range(_MAX_REFERENCES):
        if not isinstance(value, dict) or not isinstance(target := value.get("$ref"), str):
            return value if isinstance(value, dict) else {}
        value = resolve(document, target)
    return {}
