"""The rules of a package's manifest for Claude, and of how it agrees with the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import misnamed, violations, whole
from scaffold.check.subject import Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Problem
from scaffold.plugin import files
from scaffold.plugin.package.model import Package

_TYPES = ("stdio", "http", "streamable-http", "sse", "ws")
# What may lead to files and folders of the package.
_PATHS = ("commands", "agents", "skills", "hooks", "mcpServers", "lspServers", "outputStyles")
# Loaders of servers in files of another kind: packaged ones.
_BUNDLES = (".mcpb", ".dxt")


def _manifests(subject: Subject) -> Iterator[tuple[Package, Document]]:
    for package in subject.plugin.packages:
        if package.claude:
            yield package, package.claude


@rule(
    Severity.ERROR,
    why="Claude Code refuses the package.",
    fix="Write the field as Claude Code reads it: `claude plugin validate` names the same.",
)
def claude_manifest(subject: Subject) -> Iterator[Located]:
    """`.claude-plugin/plugin.json` has a name, and fields of the types that Claude Code reads."""
    return violations(subject, "claude-manifest")


@rule(
    Severity.WARNING,
    why="Claude Code ignores it; `claude plugin validate --strict` fails.",
    fix="Delete it, or correct its name.",
)
def claude_unknown_field(subject: Subject) -> Iterator[Located]:
    """`.claude-plugin/plugin.json` has no fields but those that Claude Code knows."""
    return violations(subject, "claude-unknown-field")


@rule(
    Severity.ERROR,
    why="Claude Code reports that it could not load what the path should lead to.",
    fix="Put it into the package, and begin its path with `./`.",
)
def claude_path(subject: Subject) -> Iterator[Located]:
    """Paths in `.claude-plugin/plugin.json` lead to what is in the package."""
    for package, claude in _manifests(subject):
        for name in _PATHS:
            value = claude.get(name)
            for path in value if isinstance(value, list) else [value]:
                if isinstance(path, str) and (why := _misled(package, path)):
                    yield claude, Problem(f"{name}: {why}: `{path[:80]}`", (name,))


def _misled(package: Package, path: str) -> str:
    place = package.root / path
    if urls.is_url(path) or path.endswith(_BUNDLES):
        return ""
    if ".." in Path(path).parts or not files.lies_in(package.root, place):
        return "leads out of the package"
    if path.startswith("./") and not place.exists():
        return "is not in the package"
    return ""


@rule(
    Severity.ERROR,
    why="Claude Code refuses the package.",
    fix='Write {"type": "http", "url": "https://…"} or {"command": …}.',
)
def claude_server(subject: Subject) -> Iterator[Located]:
    """A server in `.claude-plugin/plugin.json` has a known type, and what that type needs."""
    for _, claude in _manifests(subject):
        listed = claude.get("mcpServers")
        for name, server in listed.items() if isinstance(listed, dict) else ():
            if isinstance(server, dict) and (why := _unfit(server)):
                yield claude, Problem(f"mcpServers.{name[:80]}: {why}", ("mcpServers", name))


def _unfit(server: dict[str, Any]) -> str:
    kind = server.get("type", "stdio")
    if kind not in _TYPES:
        return f"its type must be {', '.join(_TYPES)}, or left out for a program"
    needed = "command" if kind == "stdio" else "url"
    return "" if isinstance(server.get(needed), str) else f"`{needed}` is missing"


@rule(
    Severity.WARNING,
    why="Claude's list of plugins is poorer for it; `claude plugin validate --strict` fails.",
    fix="Add the field; the name in lower-case letters, digits and hyphens.",
)
def claude_listing(subject: Subject) -> Iterator[Located]:
    """`.claude-plugin/plugin.json` tells version, description and author, under a plain name."""
    for _, claude in _manifests(subject):
        if not isinstance(claude.value, dict) or not claude.complete:
            continue
        for field in ("version", "description", "author"):
            if field not in claude.value:
                yield whole(claude, f"`{field}` is missing")
        name = claude.get("name")
        if isinstance(name, str) and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|.*\s.*|", name):
            yield claude, Problem(f"name: is not in kebab-case: `{name[:80]}`", ("name",))


@rule(
    Severity.WARNING,
    why="Claude Code reads it in projects only; `claude plugin validate --strict` fails.",
    fix="Move what it says into a skill, or the file out of the package.",
)
def claude_md(subject: Subject) -> Iterator[Located]:
    """A package has no `CLAUDE.md` in its root."""
    for package, claude in _manifests(subject):
        if files.is_file_of(package.root, package.root / "CLAUDE.md"):
            yield whole(claude, "CLAUDE.md is not read in a package")


@rule(
    Severity.WARNING,
    why="People see another plugin, or another version, in each host.",
    fix="Write the same in each manifest.",
)
def package_agreement(subject: Subject) -> Iterator[Located]:
    """The manifests of a package agree on its name and its version."""
    for package in subject.plugin.packages:
        read = filter(None, (package.manifest, package.claude, package.codex))
        manifests = [manifest for manifest in read if manifest.name not in misnamed(subject)]
        for first, other in zip(manifests[:1] * 2, manifests[1:], strict=False):
            for field in ("name", "version"):
                ours, theirs = other.get(field), first.get(field)
                if isinstance(ours, str) and isinstance(theirs, str) and ours != theirs:
                    where = Path(first.name).relative_to(package.root).as_posix()
                    message = f"{field}: is `{theirs[:80]}` in {where}"
                    yield other, Problem(message, (field,))
