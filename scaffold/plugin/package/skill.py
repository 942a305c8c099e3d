"""SKILL.md becomes a document whose value is its front matter, each part where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from scaffold.documents import load, yaml_reader
from scaffold.documents.document import Document
from scaffold.documents.problem import Problem
from scaffold.plugin.package.model import Skill

# Bytes; the largest real one seen has some 70,000.
MAX_SKILL = 1_000_000

_RULE = "skill-front-matter"
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def read(raw: bytes, name: str, folder: Path) -> Skill:
    """The skill in a file's bytes."""
    if len(raw) > MAX_SKILL:
        return Skill(folder, load.json_only(raw, name, MAX_SKILL), 0)
    text, problems = load.decode(raw)
    front = _FRONT_MATTER.match(text)
    if front is None:
        message = "does not begin with front matter between two lines `---`"
        if text.startswith("---"):
            message = "the front matter has no end: a line `---`"
        problems.append(Problem(message, rule=_RULE, span=(0, min(len(text), 3))))
        return Skill(folder, Document(name, text, None, problems=problems, complete=False), 0)
    # Its first line becomes a comment, so that every other character keeps its place.
    document = yaml_reader.read(f"#{text[1 : front.end(1)]}", name)
    problems += [problem._replace(rule=_RULE) for problem in document.problems]
    if document.complete and not isinstance(document.value, dict):
        problems.append(Problem("the front matter holds no fields", rule=_RULE, span=(0, 3)))
    return Skill(folder, replace(document, text=text, problems=problems), front.end())
