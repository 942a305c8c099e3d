"""The rules of where a marketplace's plugins are, and what they are called there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import misnamed, violations
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem
from scaffold.plugin import files
from scaffold.plugin.package.model import CLAUDE, CODEX, MANIFEST, Marketplace, local_path


class _Entry(NamedTuple):
    """A plugin that a marketplace lists as one of its own repository; `place` is its folder."""

    marketplace: Marketplace
    at: int
    value: dict[str, Any]
    path: str

    @property
    def place(self) -> Path:
        return self.marketplace.root / self.path

    @property
    def pointer(self) -> Pointer:
        return ("plugins", self.at)

    @property
    def source(self) -> Pointer:
        inner = ("path",) if isinstance(self.value["source"], dict) else ()
        return (*self.pointer, "source", *inner)


def _local(subject: Subject) -> Iterator[_Entry]:
    for marketplace in subject.plugin.marketplaces:
        for at, value in marketplace.entries:
            if (path := local_path(value)) is not None and path.startswith("./"):
                yield _Entry(marketplace, at, value, path)


@rule(
    Severity.ERROR,
    why="The plugin is listed, and cannot be installed.",
    fix="Write the path from the root of the repository, beginning with `./`.",
)
def marketplace_source(subject: Subject) -> Iterator[Located]:
    """A marketplace says of each plugin where it is, and a folder of the repository is there."""
    yield from violations(subject, "marketplace-source")
    for entry in _local(subject):
        root = entry.marketplace.root
        if ".." in Path(entry.path).parts or not files.lies_in(root, entry.place):
            message = f"leads out of the repository: `{entry.path[:80]}`"
        elif not files.is_folder_of(root, entry.place):
            message = f"there is no folder `{entry.path[:80]}`"
        else:
            continue
        yield entry.marketplace.document, Problem(message, entry.source)


@rule(
    Severity.ERROR,
    why="The host refuses to install the plugin.",
    fix="Write the name that the plugin has in its own manifest.",
)
def marketplace_agreement(subject: Subject) -> Iterator[Located]:
    """A marketplace for Codex calls each plugin what its manifest calls it."""
    for entry, manifest in _manifests(subject, "codex"):
        ours, theirs = entry.value.get("name"), manifest.get("name")
        if manifest.name in misnamed(subject) or not isinstance(ours, str):
            continue
        if isinstance(theirs, str) and ours != theirs:
            where = Path(manifest.name).name
            message = f"name: its {where} says `{theirs[:80]}`"
            yield entry.marketplace.document, Problem(message, (*entry.pointer, "name"))


@rule(
    Severity.WARNING,
    why="The plugin's own version counts; `claude plugin validate --strict` fails.",
    fix="Delete it here, or write the version of the plugin's manifest.",
)
def marketplace_version(subject: Subject) -> Iterator[Located]:
    """A marketplace for Claude tells no other version than the plugin's manifest."""
    for entry, manifest in _manifests(subject, "claude"):
        ours, theirs = entry.value.get("version"), manifest.get("version")
        if isinstance(ours, str) and isinstance(theirs, str) and ours != theirs:
            message = f"version: its plugin.json says `{theirs[:80]}`"
            yield entry.marketplace.document, Problem(message, (*entry.pointer, "version"))


def _manifests(subject: Subject, kind: str) -> Iterator[tuple[_Entry, Document]]:
    """The entries for one host, each with the manifest that this host reads."""
    order = (CLAUDE,) if kind == "claude" else (CODEX, MANIFEST, CLAUDE)
    packages = {package.root.resolve(): package for package in subject.plugin.packages}
    for entry in _local(subject):
        package = packages.get(entry.place.resolve())
        if package and entry.marketplace.kind == kind:
            read = {CLAUDE: package.claude, CODEX: package.codex, MANIFEST: package.manifest}
            if manifest := next(filter(None, map(read.get, order)), None):
                yield entry, manifest
