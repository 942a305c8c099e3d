"""A directory or a file becomes a plugin: its manifest, its OpenAPI document, its logo."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scaffold import urls
from scaffold.documents import load
from scaffold.errors import Misuse
from scaffold.plugin import files
from scaffold.plugin.model import (
    MAX_LOGO,
    MAX_MANIFEST,
    MAX_OPENAPI,
    NO_MANIFEST,
    WELL_KNOWN,
    Plugin,
)
from scaffold.upwards import nearest

# Where projects keep what they serve, the likeliest first.
_ROOTS = ("", "public", "static", "src", "app", "server", "dist", "build", "www", "web", "docs")
# For a target that comes from a pipe.
STDIN = "-"

_DESCRIPTIONS = ("openapi.yaml", "openapi.yml", "openapi.json")


def read(target: str) -> Plugin:
    """The plugin in a directory or around a manifest file; Misuse where there is none.

    `-` is a manifest from standard input, without anything around it.
    """
    given = Path(target)
    try:
        if target == STDIN:
            raw = sys.stdin.buffer.read(MAX_MANIFEST + 1)
            return Plugin(target, load.json_only(raw, target, MAX_MANIFEST))
        path = _find_manifest(given) if given.is_dir() else given
        manifest = load.json_only(files.read(path, MAX_MANIFEST), str(path), MAX_MANIFEST)
    except (OSError, ValueError) as error:
        raise _unreadable(target, error, "Name a directory, a manifest or a URL.") from error
    root = path.parent.parent if path.parent.name == ".well-known" else path.parent
    plugin = Plugin(target, manifest)
    described = _served(root, plugin.text("api", "url"), *_DESCRIPTIONS)
    openapi = files.read(described, MAX_OPENAPI) if described else b""
    logo = _served(root, plugin.text("logo_url"))
    return replace(
        plugin,
        openapi=load.json_or_yaml(openapi, str(described), MAX_OPENAPI) if described else None,
        logo=files.read(logo, MAX_LOGO) if logo else None,
        searched=root if given.is_dir() else None,
    )


def here() -> str:
    """The plugin around the current directory, as a target: in it, or in the nearest above it."""
    with suppress(Misuse):
        _find_manifest(Path())
        return "."
    manifest = nearest(WELL_KNOWN, Path())
    return "." if manifest is None else str(manifest.parent.parent)


def read_openapi(source: str) -> Plugin:
    """An OpenAPI document alone, from a file or standard input (`-`); Misuse without one."""
    try:
        if source == STDIN:
            raw = sys.stdin.buffer.read(MAX_OPENAPI + 1)
        else:
            raw = files.read(Path(source), MAX_OPENAPI)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error, "Name an OpenAPI document: a file or a URL.") from error
    return Plugin(source, NO_MANIFEST, load.json_or_yaml(raw, source, MAX_OPENAPI))


def _unreadable(target: str, error: Exception, hint: str) -> Misuse:
    why = getattr(error, "strerror", None) or str(error)
    return Misuse(f"{target}: cannot be read: {why}.", hint)


def _find_manifest(directory: Path) -> Path:
    for root in _ROOTS:
        for name in (WELL_KNOWN, Path(WELL_KNOWN.name)):
            if files.is_file_of(directory, file := directory / root / name):
                return file
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
    for folder, folders, names in os.walk(directory):
        depth = len(Path(folder).parts) - start
        kept = [name for name in folders if name == ".well-known" or not name.startswith(".")]
        folders[:] = sorted(set(kept) - {"node_modules", "venv"})[:200] if depth < 4 else []
        if WELL_KNOWN.name in names and files.is_file_of(directory, Path(folder) / WELL_KNOWN.name):
            yield Path(folder) / WELL_KNOWN.name


def _served(root: Path, url: str, *others: str) -> Path | None:
    """The file that a server of `root` would answer a URL with, never one outside."""
    path = urlsplit(url).path.strip("/") if urls.is_url(url) or not urls.scheme(url) else ""
    names = [path, path.rpartition("/")[2]] if path else []
    for name in (*names, *others):
        if files.is_file_of(root, root / name):
            return root / name
    return None
