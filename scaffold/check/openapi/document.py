"""An OpenAPI document: whether it is one, of which version, what its references lead to."""

from __future__ import annotations

import re
from typing import Any

from scaffold.check.document import Document
from scaffold.check.openapi.walk import Walk, walk
from scaffold.check.plugin import Plugin, once

# One after the other; nobody writes more than two, and a circle never ends.
_MAX_REFERENCES = 10


def document(plugin: Plugin) -> Document | None:
    """The OpenAPI document, where it is one of version 3."""
    found = plugin.openapi
    if found is None or not isinstance(found.value, dict) or "openapi" not in found.value:
        return None
    return found


def version(document: Document) -> str:
    """What it says of its version."""
    return str(document.get("openapi"))


@once
def walked(plugin: Plugin) -> Walk:
    """What holding it to its version of the specification found."""
    found = document(plugin)
    if found and version(found).startswith(("3.0", "3.1")):
        return walk(found.value, modern=version(found).startswith("3.1"))
    return Walk()


def resolve(document: Document, target: str) -> Any:
    """What a reference inside the document points to; None where that is nothing."""
    if not target.startswith("#"):
        return None
    steps = target.removeprefix("#").removeprefix("/").split("/") if target != "#" else []
    value = document.value
    for step in steps:
        name = re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), step)
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
