"""What the formats say of packages, skills and marketplaces, by the rules that tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scaffold.check.finding import Located
from scaffold.check.subject import Subject, once
from scaffold.documents.document import Document
from scaffold.documents.problem import Problem
from scaffold.plugin.package import formats
from scaffold.plugin.package.model import Package, Skill


def violations(subject: Subject, rule: str) -> Iterator[Located]:
    """What the formats say, by the rule with this id."""
    for document, problem in _violations(subject):
        if problem.rule == rule:
            yield document, problem


def skills(subject: Subject) -> list[Skill]:
    """Every skill, in a package or alone."""
    inside = [skill for package in subject.plugin.packages for skill in package.skills]
    return [*inside, *subject.plugin.skills]


@once
def _violations(subject: Subject) -> list[Located]:
    return [
        (document, problem)
        for document, form in _formats(subject)
        for problem in formats.problems(form, document.value)
        if document.complete or problem.path
    ]


def _formats(subject: Subject) -> Iterator[tuple[Document, str]]:
    for package in subject.plugin.packages:
        # A `plugin.json` that names no format is read by each host as one of its own.
        if package.manifest and package.manifest.get("$schema") is not None:
            yield package.manifest, "plugin"
        if package.servers:
            yield package.servers, "mcp"
        if package.claude:
            yield package.claude, "claude_plugin"
    for skill in skills(subject):
        if isinstance(skill.document.value, dict):
            yield skill.document, "skill"
    for marketplace in subject.plugin.marketplaces:
        yield marketplace.document, f"{marketplace.kind}_marketplace"


def misnamed(subject: Subject) -> set[str]:
    """The manifests whose name is none, so that others cannot have the same."""
    rules = ("package-name", "claude-manifest")
    told = (located for rule in rules for located in violations(subject, rule))
    return {document.name for document, problem in told if problem.path == ("name",)}


def whole(document: Document, message: str, hint: str = "") -> Located:
    """A problem of a file as a whole: it is shown at its beginning."""
    return document, Problem(message, hint=hint)


def inside(package: Package, path: Path, what: str) -> Iterator[Located]:
    """A problem of what lies in a package, shown at its manifest; `{}` in `what` is its name."""
    if package.entry:
        yield whole(package.entry, what.format(path.relative_to(package.root).as_posix()[:120]))
