"""The packages, skills and marketplaces in a directory; nothing outside it is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.plugin import files
from scaffold.plugin.package import skill
from scaffold.plugin.package.model import (
    CLAUDE,
    CODEX,
    MANIFEST,
    MARKETPLACES,
    SERVERS,
    SKILL,
    SKILLS,
    Contents,
    Marketplace,
    Package,
    Skill,
)

# Bytes of each JSON file; real ones have some thousands.
MAX_JSON = 1_000_000

# More packages, skills or files are not looked at: no host loads so many.
_MAX_PACKAGES = 200
_MAX_SKILLS = 500
_MAX_FILES = 20_000

# Where our own projects, and others, keep the package that is theirs.
_USUAL = "agent-plugin"

_PRIVATE = re.compile(
    r"\.env(?!\.(example|sample|template|dist)$)(\..*)?|\.netrc|\.pypirc|\.git-credentials"
    r"|id_(rsa|ed25519|ecdsa|dsa)|.*\.(pem|key|p12|pfx|keystore|jks|db|sqlite3?)"
)
_IGNORED = {".git", "node_modules", "__pycache__", ".venv", "venv"}


def is_package(directory: Path) -> bool:
    """Whether a directory has the manifest of a package; `plugin.json` alone means many things."""
    if any(files.is_file_of(directory, directory / name) for name in (CLAUDE, CODEX)):
        return True
    manifest = directory / MANIFEST
    if not files.is_file_of(directory, manifest):
        return False
    beside = (directory / SERVERS).is_file() or (directory / SKILLS).is_dir()
    return beside or b"agent-plugins.org/" in files.read(manifest, MAX_JSON)


def packages(directory: Path, listed: Iterable[Marketplace]) -> list[Package]:
    """The package that a directory is, and those that it has below."""
    places = [directory, directory / _USUAL]
    for marketplace in listed:
        for _, entry in marketplace.entries:
            if place := marketplace.place(entry):
                places.append(place)
    inside = (place for place in dict.fromkeys(places) if files.is_folder_of(directory, place))
    return [package(place) for place in islice(filter(is_package, inside), _MAX_PACKAGES)]


def package(root: Path) -> Package:
    """The package in a directory."""
    folder = root / SKILLS
    return Package(
        root,
        _json(root, MANIFEST),
        _json(root, SERVERS),
        _json(root, CLAUDE),
        _json(root, CODEX),
        skills(folder) if files.is_folder_of(root, folder) else [],
        dict(_unseen(root, folder)),
        _contents(root),
    )


def skills(folder: Path) -> list[Skill]:
    """The skills in a folder of skills, each a folder of its own."""
    return [
        one_skill(child / SKILL)
        for child in _children(folder)
        if SKILL in files.names(child) and files.is_file_of(folder.parent, child / SKILL)
    ]


def one_skill(file: Path) -> Skill:
    """The skill that a file is."""
    return skill.read(files.read(file, skill.MAX_SKILL), str(file), file.parent)


def marketplaces(root: Path) -> list[Marketplace]:
    """The lists of packages that a repository has."""
    read = ((kind, _json(root, name)) for name, kind in MARKETPLACES.items())
    return [Marketplace(kind, root, document) for kind, document in read if document]


def marketplace(file: Path) -> Marketplace | None:
    """The list that a file is; None where no host looks for one."""
    for name, kind in MARKETPLACES.items():
        if file.absolute().as_posix().endswith(f"/{name}"):
            root = file.absolute().parents[len(Path(name).parts) - 1]
            document = load.json_only(files.read(file, MAX_JSON), str(file), MAX_JSON)
            return Marketplace(kind, root, document)
    return None


def _json(root: Path, name: str) -> Document | None:
    file = root / name
    if not files.is_file_of(root, file):
        return None
    return load.json_only(files.read(file, MAX_JSON), str(file), MAX_JSON)


def _unseen(root: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    if files.is_file_of(root, folder):
        yield folder, "is no directory"
    for child in _children(folder):
        names = files.names(child) if files.lies_in(root, child) else []
        misspelt = [name for name in names if name != SKILL and name.lower() == SKILL.lower()]
        if SKILL in names:
            if not (child / SKILL).is_file():
                yield child / SKILL, "is no file"
        elif misspelt:
            yield child / misspelt[0], f"must be called {SKILL}"
        elif any((part / SKILL).is_file() for part in _children(child)):
            yield child, "holds skills, which hosts look for one level higher"


def _contents(root: Path) -> Contents:
    seen = size = 0
    outside, private = [], []
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for path in (Path(folder, name) for name in sorted([*names, *links])):
            seen += 1
            if path.is_symlink():
                if not files.lies_in(root, path):
                    outside.append(path)
            else:
                size += path.lstat().st_size
                if _PRIVATE.fullmatch(path.name):
                    private.append(path)
        folders[:] = sorted(set(folders) - _IGNORED) if seen < _MAX_FILES else []
    return Contents(seen, size, outside, private)


def _children(folder: Path) -> list[Path]:
    children = (folder / name for name in files.names(folder))
    return [child for child in children if child.is_dir()][:_MAX_SKILLS]
