"""What the schema says of a manifest, sorted by the rules that tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaffold import manifest
from scaffold.check.finding import Located
from scaffold.check.subject import Subject, once
from scaffold.documents import edits, misreading
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer, Problem

# What links to somewhere; of these, what browsers show.
URLS: tuple[Pointer, ...] = (
    ("api", "url"),
    ("logo_url",),
    ("legal_info_url",),
    ("auth", "client_url"),
    ("auth", "authorization_url"),
)
PAGES: tuple[Pointer, ...] = (("logo_url",), ("legal_info_url",))


# Of these rules, the only value that a field may have.
_CONSTANTS = {"schema-version": "v1", "api-type": "openapi"}


def violations(subject: Subject, rule: str) -> Iterator[Located]:
    """What the schema says, by the rule with this id; the first of what is wrong with a value."""
    for problem in _violations(subject):
        if problem.rule == rule:
            yield subject.plugin.manifest, problem


@once
def _violations(subject: Subject) -> list[Problem]:
    document = subject.plugin.manifest
    if not subject.plugin.is_manifest:
        return []
    violations: list[Problem] = []
    seen: set[Pointer] = set()
    for problem in manifest.problems(_as_meant(document.value), subject.limits):
        path, missing = problem.path, problem.rule == "missing-field"
        if path in seen or (missing and not document.complete):
            continue
        if not missing:
            seen.add(path)
        violations.append(_told(problem, document))
    return violations


def _told(problem: Problem, document: Document) -> Problem:
    """A problem, by the rule that tells more of it than the schema's, and how to fix it."""
    text = str(document.get(*problem.path))
    if problem.path == ("api",) and "`type`" in problem.message:
        edit = edits.insertion(document, ("api",), "type", "openapi")
        return problem._replace(rule="api-type", edit=edit)
    if problem.rule in _CONSTANTS:
        edit = edits.replacement(document, problem.path, _CONSTANTS[problem.rule])
        return problem._replace(edit=edit)
    if problem.rule != "absolute-url":
        return problem
    if problem.path[0] != "auth" and re.fullmatch(r"[^\s:@<>]+", text):
        return problem._replace(rule="relative-url")
    return problem._replace(hint="It is an e-mail address." if "@" in text else "")


def _as_meant(value: Any) -> Any:
    """The manifest with texts as they were before they were read in a wrong encoding."""
    if isinstance(value, dict):
        return {key: _as_meant(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_meant(part) for part in value]
    return (misreading.undone(value) or value) if isinstance(value, str) else value
