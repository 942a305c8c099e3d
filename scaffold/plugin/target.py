"""Whether a target is the URL of a running plugin."""

from __future__ import annotations

import re
from pathlib import Path

# What is not there and has no scheme, but can only be a host: its name has a dot, or a port.
_HOST = re.compile(
    r"(localhost|[\w-]+(?:\.[\w-]+)+|\[[\da-f:]+\])(:\d{1,5})?(?:/\S*)?", re.IGNORECASE
)
_LOCAL = re.compile(r"localhost|127\.|\[::1\]", re.IGNORECASE)


def is_there(path: Path) -> bool:
    """Whether there is such a file or directory; a text that cannot be a path is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def url_of(target: str) -> str | None:
    """The URL that a target names, `localhost:3333` and `example.com` too; None for another."""
    if target.lower().startswith(("http://", "https://")):
        return target
    host = _HOST.fullmatch(target)
    if host is None or target.endswith((".json", ".yaml", ".yml")) or is_there(Path(target)):
        return None
    return f"{'http' if _LOCAL.match(target) or host[2] else 'https'}://{target}"
