"""The rules of a skill's instructions and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from scaffold import urls
from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import inside, skills, whole
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem
from scaffold.plugin import files
from scaffold.plugin.package.model import Skill

# Lines and characters of instructions: the specification advises 500 lines and 5,000 tokens.
_LINES = 500
_CHARACTERS = 25_000

# More links of a skill are not followed.
_MAX_LINKS = 1_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\(\s*<?([^)\s>]{1,500})>?(?:\s+\"[^\"\n]*\")?\s*\)")


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
    prose = _prose(skill.document.text)
    seen: dict[str, str] = {}
    for match in islice(_LINK.finditer(prose, skill.body), _MAX_LINKS):
        target = unquote(match[1].partition("#")[0].partition("?")[0])
        if not target or urls.scheme(match[1]) or target.startswith(("/", "$", "{", "<")):
            continue
        if target not in seen:
            seen[target] = _misled(root, skill.folder / target)
        if why := seen[target]:
            yield skill.document, Problem(f"`{target[:80]}` {why}", span=match.span(1))


def _prose(text: str) -> str:
    """A text without its code, which shows links to others; what is left keeps its place."""
    lines, fence = [], ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence or mark:
            lines.append(" " * len(line))
            if not fence and mark:
                fence = mark[1]
            elif mark and mark[1].startswith(fence):
                fence = ""
        else:
            lines.append(_CODE.sub(lambda match: " " * len(match[0]), line))
    return "".join(lines)


def _misled(root: Path, file: Path) -> str:
    """What is wrong with a file that a link leads to; empty where it travels with the package."""
    if not files.lies_in(root, file):
        return "leads out of the package"
    return "" if _exists(file) else "is no file of it"


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
            yield from inside(package, path, f"{{}} {why}")
