"""What a package is: its manifests, its servers, its skills; and what a marketplace is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from scaffold.documents.document import Document

# The files of a package, by where they lie in it.
MANIFEST = "plugin.json"
SERVERS = "mcp.json"
CLAUDE = ".claude-plugin/plugin.json"
CODEX = ".codex-plugin/plugin.json"
SKILLS = "skills"
SKILL = "SKILL.md"

# Where a repository lists the packages that it has, for whom.
MARKETPLACES: Mapping[str, Literal["codex", "claude"]] = {
    ".agents/plugins/marketplace.json": "codex",
    ".claude-plugin/marketplace.json": "claude",
}


@dataclass(frozen=True)
class Skill:
    """A skill: the value of its document is the front matter, None where there is none.

    `body` is where the instructions begin, in characters.
    """

    folder: Path
    document: Document
    body: int


@dataclass(frozen=True)
class Contents:
    """The files of a package, paths below its root; `size` is in bytes.

    `outside` are links that lead out of it; `private` are files that no package should have.
    """

    files: int = 0
    size: int = 0
    outside: Sequence[Path] = ()
    private: Sequence[Path] = ()


@dataclass(frozen=True)
class Package:
    """A package as it was read: each file None where it does not have it."""

    root: Path
    manifest: Document | None = None
    servers: Document | None = None
    claude: Document | None = None
    codex: Document | None = None
    skills: Sequence[Skill] = ()
    # Below `skills/`, what hosts do not see: what it is, by its path.
    unseen: Mapping[Path, str] = field(default_factory=dict)
    contents: Contents = Contents()

    @cached_property
    def documents(self) -> list[Document]:
        """All that has been read."""
        files = (self.manifest, self.servers, self.claude, self.codex)
        return [*filter(None, files), *(skill.document for skill in self.skills)]

    @property
    def entry(self) -> Document | None:
        """The file that stands for the whole of it."""
        return next(iter(self.documents), None)


@dataclass(frozen=True)
class Marketplace:
    """A list of packages, for one host; its paths begin at `root`."""

    kind: Literal["codex", "claude"]
    root: Path
    document: Document

    @cached_property
    def entries(self) -> list[tuple[int, dict[str, Any]]]:
        """What is listed, each with its position."""
        listed = self.document.get("plugins")
        plugins = listed if isinstance(listed, list) else []
        return [(at, entry) for at, entry in enumerate(plugins) if isinstance(entry, dict)]

    def place(self, entry: Mapping[str, Any]) -> Path | None:
        """Where the package of an entry lies; None where that is not in this repository."""
        path = local_path(entry)
        if path is None or not path.startswith("./") or ".." in Path(path).parts:
            return None
        return self.root / path.removeprefix("./")


def local_path(entry: Mapping[str, Any]) -> str | None:
    """The path that an entry gives as its source; None where it gives another kind of source."""
    source = entry.get("source")
    if isinstance(source, dict):
        source = source.get("path") if source.get("source") == "local" else None
    return source if isinstance(source, str) else None
