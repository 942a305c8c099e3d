"""A target with all that hosts read of it: a classic plugin, packages, skills, marketplaces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold import plugin
from scaffold.errors import Misuse
from scaffold.plugin import files, folder
from scaffold.plugin.model import NO_MANIFEST, WELL_KNOWN, Plugin
from scaffold.plugin.package.model import (
    CLAUDE,
    CODEX,
    MANIFEST,
    MARKETPLACES,
    SERVERS,
    SKILL,
    SKILLS,
)
from scaffold.plugin.target import is_there, url_of
from scaffold.upwards import nearest

if TYPE_CHECKING:
    from scaffold.plugin.package.model import Marketplace, Package, Skill

# What shows that there is something to install, in a directory or in the nearest above.
SIGNS = (MANIFEST, CLAUDE, CODEX, *MARKETPLACES, SKILL)

_FILES = {Path(name).name for name in (MANIFEST, SERVERS, SKILL, *MARKETPLACES)}


def here() -> str:
    """The plugin or package around the current directory, as a target."""
    signs = (WELL_KNOWN, *map(Path, SIGNS))
    if folder.here() != "." or any(sign.is_file() for sign in signs):
        return folder.here()
    above = ((nearest(sign, Path()), sign) for sign in signs)
    roots = [file.parents[len(sign.parts) - 1] for file, sign in above if file]
    return str(max(roots, key=lambda root: len(root.parts), default=Path()))


class Installed(NamedTuple):
    """What hosts install."""

    packages: list[Package]
    skills: list[Skill]
    marketplaces: list[Marketplace]


def read(target: str) -> Plugin:
    """The plugin at a target; Misuse where there is nothing that any host reads."""
    if url_of(target) or not is_there(Path(target)):
        return plugin.read(target)
    path = Path(target)
    try:
        return _read(target, path, _in_directory(path) if path.is_dir() else _around(path))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Misuse(f"{target}: cannot be read: {why}.", "Name a file that can be.") from error


def _read(target: str, path: Path, installed: Installed) -> Plugin:
    if any(installed) and not path.is_dir():
        return replace(Plugin(target, NO_MANIFEST), **installed._asdict())
    try:
        return replace(plugin.read(target), **installed._asdict())
    except Misuse:
        if path.is_dir() and not any(installed):
            installed = _bare(path)
        if not any(installed):
            raise
        return replace(Plugin(target, NO_MANIFEST), **installed._asdict())


def _in_directory(directory: Path) -> Installed:
    if not any((directory / name).exists() for name in (*SIGNS, SKILLS, "agent-plugin")):
        return Installed([], [], [])
    # Most targets have nothing to install.
    from scaffold.plugin.package import read

    marketplaces = read.marketplaces(directory)
    alone = files.is_file_of(directory, directory / SKILL)
    skills = [read.one_skill(directory / SKILL)] if alone else []
    return Installed(read.packages(directory, marketplaces), skills, marketplaces)


def _bare(directory: Path) -> Installed:
    """What a directory has that holds no manifest at all: a package without one, or skills."""
    from scaffold.plugin.package import read

    if any(files.is_file_of(directory, directory / name) for name in (MANIFEST, SERVERS)):
        return Installed([read.package(directory)], [], [])
    skills = read.skills(directory) or read.skills(directory / SKILLS)
    return Installed([], skills, [])


def _around(file: Path) -> Installed:
    """What a file belongs to: its package, or itself where it is a skill or a list."""
    if file.name not in _FILES or not file.is_file():
        return Installed([], [], [])
    from scaffold.plugin.package import read

    if file.name == SKILL:
        return Installed([], [read.one_skill(file)], [])
    if file.name == Path(next(iter(MARKETPLACES))).name:
        listed = read.marketplace(file)
        return Installed([], [], [listed] if listed else [])
    if file.name == MANIFEST and b'"name_for_model"' in files.read(file, read.MAX_JSON):
        return Installed([], [], [])
    inner = file.absolute().parent.name in (".claude-plugin", ".codex-plugin")
    root = file.parent.parent if inner and file.parent.name else file.parent
    return Installed([read.package(root)], [], [])
