"""A directory or a file becomes a plugin: its manifest, its OpenAPI document, its logo."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from scaffold.check import urls
from scaffold.check.document import Document
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from scaffold.check.hosting import Site

WELL_KNOWN = Path(".well-known/ai-plugin.json")

# Where projects keep what they serve, the likeliest first.
_ROOTS = ("", "public", "static", "src", "app", "server", "dist", "build", "www", "web", "docs")
_DESCRIPTIONS = ("openapi.yaml", "openapi.yml", "openapi.json")

# Bytes; a logo of 512 x 512 has some tens of kilobytes.
MAX_LOGO = 5_000_000


@dataclass(frozen=True)
class Plugin:
    """What is checked: each part None where the target does not have it."""

    target: str
    limits: str
    manifest: Document
    openapi: Document | None = None
    logo: bytes | None = None
    # The directory in which the OpenAPI document and the logo were looked for.
    searched: Path | None = None
    # Of a running plugin: what its server answered.
    site: Site | None = None
    # What `once` has worked out; another plugin made of this one begins anew.
    known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def documents(self) -> list[Document]:
        """All that has been read."""
        return [self.manifest, self.openapi] if self.openapi else [self.manifest]

    @cached_property
    def is_manifest(self) -> bool:
        """Whether the file is a manifest at all; if not, its fields mean nothing."""
        from scaffold import rules

        known = rules.manifest_fields()
        value = self.manifest.value
        return isinstance(value, dict) and sum(name in value for name in known) >= 2

    def text(self, *path: str | int) -> str:
        """A text of the manifest; empty where there is none."""
        found = self.manifest.get(*path) if self.is_manifest else None
        return found if isinstance(found, str) else ""

    @cached_property
    def is_local(self) -> bool:
        """Whether it runs on its author's machine: nobody else can reach it yet."""
        url = self.text("api", "url")
        return urls.is_local(url if urls.is_url(url) else self.target)

    @cached_property
    def host(self) -> str:
        """The public host that serves the manifest, as far as known: the API's is the next best."""
        if self.is_local:
            return ""
        if self.site and not urls.is_local(self.site.url):
            return urls.host(self.site.url)
        return urls.host(self.text("api", "url"))


Known = TypeVar("Known")


def once(work: Callable[[Plugin], Known]) -> Callable[[Plugin], Known]:
    """Let several rules share what is worked out from a plugin."""

    @wraps(work)
    def look_up(plugin: Plugin) -> Known:
        if work not in plugin.known:
            plugin.known[work] = work(plugin)
        known: Known = plugin.known[work]
        return known

    return look_up


def read(target: str, limits: str) -> Plugin:
    """The plugin in a directory or around a manifest file; Misuse where there is none."""
    from scaffold.check import reading

    given = Path(target)
    try:
        path = _find_manifest(given) if given.is_dir() else given
        manifest = reading.manifest(_bytes(path, reading.MAX_MANIFEST), str(path))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Misuse(
            f"{target}: cannot be read: {why}.", "Name a directory, a manifest or a URL."
        ) from error
    root = path.parent.parent if path.parent.name == ".well-known" else path.parent
    plugin = Plugin(target, limits, manifest)
    openapi = _served(root, plugin.text("api", "url"), *_DESCRIPTIONS)
    logo = _served(root, plugin.text("logo_url"))
    return Plugin(
        target,
        limits,
        manifest,
        reading.openapi(_bytes(openapi, reading.MAX_OPENAPI), str(openapi)) if openapi else None,
        _bytes(logo, MAX_LOGO) if logo else None,
        searched=root if given.is_dir() else None,
    )


def _find_manifest(directory: Path) -> Path:
    for root in _ROOTS:
        for name in (WELL_KNOWN, Path(WELL_KNOWN.name)):
            if _is_inside(directory, found := directory / root / name):
                return found
    deeper = sorted(_search(directory))
    if len(deeper) > 1:
        named = ", ".join(map(str, deeper[:5])) + (", …" if len(deeper) > 5 else "")
        raise Misuse(f"{directory}: holds {len(deeper)} manifests: {named}.", "Name one of them.")
    if not deeper:
        raise Misuse(
            f"{directory}: holds no {WELL_KNOWN}.",
            "Name the directory of a plugin, its manifest or its URL.",
        )
    return deeper[0]


def _search(directory: Path) -> Iterator[Path]:
    """Manifests in folders further down, within reason."""
    start = len(directory.parts)
    for folder, folders, files in os.walk(directory):
        depth = len(Path(folder).parts) - start
        kept = [name for name in folders if name == ".well-known" or not name.startswith(".")]
        folders[:] = sorted(set(kept) - {"node_modules", "venv"})[:200] if depth < 4 else []
        if WELL_KNOWN.name in files and _is_inside(directory, Path(folder) / WELL_KNOWN.name):
            yield Path(folder) / WELL_KNOWN.name


def _served(root: Path, url: str, *others: str) -> Path | None:
    """The file that a server of `root` would answer a URL with, never one outside."""
    path = urlsplit(url).path.strip("/") if urls.is_url(url) or not urls.scheme(url) else ""
    names = [path, path.rpartition("/")[2]] if path else []
    for name in (*names, *others):
        if _is_inside(root, root / name):
            return root / name
    return None


def _is_inside(directory: Path, file: Path) -> bool:
    """Whether it is a file of a directory: a link out of it would show what nobody meant to."""
    try:
        return file.is_file() and file.resolve().is_relative_to(directory.resolve())
    except (OSError, ValueError):
        return False


def _bytes(path: Path, limit: int) -> bytes:
    """A file's first bytes, one more than `limit` at most; a pipe or a device is no file."""
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("is no regular file")
        return file.read(limit + 1)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
