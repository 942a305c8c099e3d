"""The rules of a package's `plugin.json`, by Agent Plugins 1.0.0."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import violations, whole
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem
from scaffold.plugin import files
from scaffold.plugin.package.model import CLAUDE, MANIFEST

_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
# Of `com.openai`, what is a path in the package.
_PICTURES = ("logo", "composerIcon", "screenshots")


@rule(
    Severity.ERROR,
    why="Hosts refuse the whole package: nothing of it is loaded.",
    fix="Write the field as Agent Plugins 1.0.0 asks, or leave it out.",
)
def package_field(subject: Subject) -> Iterator[Located]:
    """The fields of `plugin.json` have the types of Agent Plugins 1.0.0."""
    return violations(subject, "package-field")


@rule(
    Severity.ERROR,
    why="Hosts refuse the package; the name is also that of a folder in their caches.",
    fix="Take 1 to 64 lower-case letters, digits, single hyphens and dots: `todo-list`.",
)
def package_name(subject: Subject) -> Iterator[Located]:
    """A package has a name that every host takes."""
    return violations(subject, "package-name")


@rule(
    Severity.ERROR,
    why="Hosts read a package by the format that it names, and refuse one that they do not know.",
    fix='Write "$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json".',
)
def package_schema(subject: Subject) -> Iterator[Located]:
    """`$schema` of `plugin.json` names Agent Plugins 1.0.0."""
    return violations(subject, "package-schema")


@rule(
    Severity.WARNING,
    why="Without it each host reads the file as an older format of its own, if it has one.",
    fix='Add "$schema": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json".',
)
def package_without_schema(subject: Subject) -> Iterator[Located]:
    """`plugin.json` says that it is one of Agent Plugins."""
    for package in subject.plugin.packages:
        manifest = package.manifest
        if manifest and manifest.complete and manifest.get("$schema") is None:
            yield whole(manifest, "names no format: `$schema` is missing")


@rule(
    Severity.WARNING,
    why="Hosts report such a field and ignore it; the format is closed.",
    fix="Delete it, or move what is for one host into `extensions`, below that host's name.",
)
def package_unknown_field(subject: Subject) -> Iterator[Located]:
    """`plugin.json` has no fields but those of Agent Plugins 1.0.0."""
    return violations(subject, "package-unknown-field")


@rule(
    Severity.WARNING,
    why="Hosts ignore `extensions` that is no object, with all that is in it.",
    fix='Write an object for each host: "extensions": {"com.example.host": {…}}.',
)
def package_extension(subject: Subject) -> Iterator[Located]:
    """`extensions` is an object."""
    return violations(subject, "package-extension")


@rule(
    Severity.ERROR,
    why="Codex and ChatGPT refuse the package.",
    fix="Write texts as texts, and lists as lists of texts.",
)
def package_interface(subject: Subject) -> Iterator[Located]:
    """What `extensions` says to Codex and ChatGPT has the types that they read."""
    return violations(subject, "package-interface")


@rule(
    Severity.WARNING,
    why="The package is shown without its picture.",
    fix="Put the file into the package, and begin its path with `./`.",
)
def package_picture(subject: Subject) -> Iterator[Located]:
    """Pictures that `extensions` names are files of the package."""
    for package in subject.plugin.packages:
        if package.manifest:
            for path, picture in _pictures(package.manifest):
                inside = files.is_file_of(package.root, package.root / picture)
                if not inside or not picture.startswith("./"):
                    message = f"{path[-1]}: is no file of the package: `{picture[:80]}`"
                    yield package.manifest, Problem(message, path)


def _pictures(manifest: Document) -> Iterator[tuple[Pointer, str]]:
    for name in _PICTURES:
        path = ("extensions", "com.openai", "interface", name)
        value = manifest.get(*path)
        for picture in value if isinstance(value, list) else [value]:
            if isinstance(picture, str) and not urls.is_url(picture):
                yield path, picture


@rule(
    Severity.ADVICE,
    why="Hosts that copy a package tell by its version that there is a newer one.",
    fix='Write three numbers, and raise one with each change: "version": "1.0.0".',
)
def package_version(subject: Subject) -> Iterator[Located]:
    """A package has a version of three numbers."""
    for package in subject.plugin.packages:
        if (manifest := package.manifest) is None or not isinstance(manifest.value, dict):
            continue
        version = manifest.get("version")
        if version is None and manifest.complete:
            yield whole(manifest, "has no version")
        elif isinstance(version, str) and not _VERSION.fullmatch(version):
            message = f"version: is not of three numbers: `{version[:80]}`"
            yield manifest, Problem(message, ("version",))


@rule(
    Severity.ADVICE,
    why="Most hosts read the one in the root; Claude Code reads its own, and needs it for servers.",
    fix="Add the other: name, version and description are the same in both.",
)
def package_for_some_hosts(subject: Subject) -> Iterator[Located]:
    """A package has a manifest in its root, and one for Claude Code."""
    for package in subject.plugin.packages:
        if package.manifest is None and package.entry:
            yield whole(package.entry, f"the package has no {MANIFEST} in its root")
        elif package.manifest and package.claude is None:
            yield whole(package.manifest, f"the package has no {CLAUDE}")
