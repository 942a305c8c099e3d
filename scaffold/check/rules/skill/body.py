"""The rules of a skill's instructions and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import skills, whole
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem
from scaffold.plugin import files
from scaffold.plugin.package.model import Skill

# Lines and characters of instructions: the specification advises 500 lines and 5,000 tokens.
_LINES = 500
_CHARACTERS = 25_000

_CODE = re.compile(
    r"^( {0,3})(`{3,}|~{3,}).*?^ {0,3}\2|`[^`\n]*`|<!--.*?-->", re.DOTALL | re.MULTILINE
)
_LINK = re.compile(r"\[[^\]\n]{0,300}\]\(\s*<?([^)\s>]{1,500})>?(?:\s+\"[^\"\n]*\")?\s*\)")


@rule(
    Severity.WARNING,
    why="The model opens the skill and finds nothing to do.",
    fix="Write below the front matter how to do what the description promises.",
)
def skill_empty(subject: Subject) -> Iterator[Located]:
    """A skill has instructions."""
    for skill in skills(subject):
        if skill.document.complete and not skill.document.text[skill.body :].strip():
            yield whole(skill.document, "has no instructions below its front matter")


@rule(
    Severity.ADVICE,
    why="The model reads all of it each time, and has less room for the conversation.",
    fix="Move what is not always needed into files beside it, and say when to read them.",
)
def skill_size(subject: Subject) -> Iterator[Located]:
    """A skill's instructions have at most 500 lines and 25,000 characters."""
    for skill in skills(subject):
        text = skill.document.text[skill.body :]
        lines = text.count("\n")
        if lines > _LINES or len(text) > _CHARACTERS:
            yield whole(skill.document, f"has {len(text):,} characters in {lines:,} lines")


@rule(
    Severity.WARNING,
    why="The model follows the link and finds nothing: only files of the package travel with it.",
    fix="Put the file into the skill's folder, and link to it from there.",
)
def skill_link(subject: Subject) -> Iterator[Located]:
    """Links in a skill lead to files that travel with it."""
    for package in subject.plugin.packages:
        for skill in package.skills:
            yield from _broken(skill, package.root)
    for skill in subject.plugin.skills:
        yield from _broken(skill, skill.folder.parent)


def _broken(skill: Skill, root: Path) -> Iterator[Located]:
    text = skill.document.text
    # Code shows links to others; its place is kept, so that of the rest is right.
    prose = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for match in _LINK.finditer(prose, skill.body):
        target = unquote(match[1].partition("#")[0].partition("?")[0])
        if not target or urls.scheme(match[1]) or target.startswith(("/", "$", "{", "<")):
            continue
        file = skill.folder / target
        if not files.lies_in(root, file):
            message = f"`{target[:80]}` leads out of the package"
        elif not _exists(file):
            message = f"there is no file `{target[:80]}`"
        else:
            continue
        yield skill.document, Problem(message, span=match.span(1))


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):
        return False


@rule(
    Severity.WARNING,
    why="Hosts look for `skills/NAME/SKILL.md`, spelt like that, and no deeper.",
    fix="Name the file SKILL.md, in a folder that is directly below `skills/`.",
)
def skill_place(subject: Subject) -> Iterator[Located]:
    """Each folder below `skills/` holds a file `SKILL.md`."""
    for package in subject.plugin.packages:
        for path, why in package.unseen.items():
            if package.entry:
                name = path.relative_to(package.root).as_posix()
                yield whole(package.entry, f"{name[:120]} {why}")
