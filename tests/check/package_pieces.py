"""A good package in a repository that lists it, with the pieces of an example in their places."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from check.conftest import png
from scaffold.check.examples import Pieces

SCHEMAS = "https://agent-plugins.org/schemas/1.0.0"
ABOUT = {"name": "todo", "version": "1.0.0", "description": "Manage a to-do list."}
SKILL = "---\nname: todo\ndescription: Manage a to-do list.\n---\n\nCall listTodos first.\n"
PACKAGE: dict[str, dict[str, Any]] = {
    "plugin.json": {"$schema": f"{SCHEMAS}/plugin.schema.json", **ABOUT},
    "mcp.json": {
        "$schema": f"{SCHEMAS}/mcp.schema.json",
        "mcpServers": {"todo": {"type": "streamable-http", "url": "https://todo.dev/mcp"}},
    },
    ".claude-plugin/plugin.json": {**ABOUT, "author": {"name": "Ada"}},
}
LISTED = {"name": "todo", "source": "./todo"}
MARKETPLACES: dict[str, dict[str, Any]] = {
    ".agents/plugins/marketplace.json": {"name": "todo", "plugins": [LISTED]},
    ".claude-plugin/marketplace.json": {
        "name": "todo",
        "description": "A to-do list.",
        "owner": {"name": "Ada"},
        "plugins": [LISTED],
    },
}
NAMES = {*PACKAGE, *MARKETPLACES, "SKILL.md", "package"}


def merged(piece: str, good: dict[str, Any]) -> str:
    """The fields of a piece in place of the good ones; a piece in braces is all there is."""
    if piece.startswith("{"):
        return piece
    names = re.findall(r'^"([$\w]+)"', piece, re.MULTILINE)
    rest = json.dumps({name: value for name, value in good.items() if name not in names})
    comma = "," if len(rest) > 2 else ""
    return f"{rest[:-1]}{comma}\n{piece}}}" if piece else rest


def write(folder: Path, pieces: Pieces) -> str:
    """The repository as files; a target."""
    files = {name: merged(pieces.get(name, ""), good) for name, good in MARKETPLACES.items()}
    package = {name: merged(pieces.get(name, ""), good) for name, good in PACKAGE.items()}
    package["skills/todo/SKILL.md"] = pieces.get("SKILL.md", SKILL)
    for name, text in files.items():
        write_file(folder / name, text.encode())
    write_file(folder / "notes.md", b"Private notes.\n")
    if "package" not in pieces:
        write_file(folder / "todo/assets/logo.png", png())
        for name, text in package.items():
            write_file(folder / "todo" / name, text.encode())
    for line in pieces.get("package", "").splitlines():
        name, *about = re.split(r"\s{2,}", line)
        content = package.get(name, SKILL if name.endswith(".md") else "").encode()
        write_file(folder / "todo" / name, content, *about)
    return str(folder)


def write_file(file: Path, content: bytes, about: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if about.startswith("a link to "):
        file.symlink_to(about.removeprefix("a link to "))
    elif about.endswith(" bytes"):
        size = int(about.removesuffix(" bytes").replace(",", ""))
        with file.open("wb") as written:
            written.write(content.ljust(min(size, 100_000)))
            # A hole takes no room.
            written.truncate(size)
    else:
        file.write_bytes(content)
