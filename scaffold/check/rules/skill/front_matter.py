"""The rules of a skill's front matter, by the specification of Agent Skills."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import skills, violations
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.WARNING,
    why="Hosts skip the skill, or show it without a name and a description.",
    fix="Begin the file with `---`, name, description and `---`; quote texts with `: ` in them.",
)
def skill_front_matter(subject: Subject) -> Iterator[Located]:
    """`SKILL.md` begins with front matter in YAML."""
    for skill in skills(subject):
        for problem in skill.document.problems:
            if problem.rule == "skill-front-matter":
                yield skill.document, problem


@rule(
    Severity.WARNING,
    why="The model calls the skill by it; hosts skip one that has another name than its folder.",
    fix="Take the folder's name: at most 64 lower-case letters, digits and single hyphens.",
)
def skill_name(subject: Subject) -> Iterator[Located]:
    """A skill has a name, and it is that of its folder."""
    told = set()
    for document, problem in violations(subject, "skill-name"):
        told.add(document.name)
        yield document, problem
    for skill in skills(subject):
        # A repository that is one skill lies in a folder of any name.
        if skill.document.name in told or str(skill.folder) == subject.plugin.target:
            continue
        name, folder = skill.document.get("name"), skill.folder.absolute().name
        if isinstance(name, str) and name != folder:
            message = f"name: the folder is called `{folder[:80]}`"
            yield skill.document, Problem(message, ("name",))


@rule(
    Severity.WARNING,
    why="It is all that the model knows before it opens the skill; hosts skip one without it.",
    fix="Say what the skill does and when to use it, in at most 1,024 characters.",
)
def skill_description(subject: Subject) -> Iterator[Located]:
    """A skill has a description of at most 1,024 characters."""
    return violations(subject, "skill-description")


@rule(
    Severity.WARNING,
    why="Hosts that read by the book skip the skill.",
    fix="Write a text; `metadata` is an object of texts, so numbers in it stand in quotes.",
)
def skill_field(subject: Subject) -> Iterator[Located]:
    """The other fields of the front matter have the types of the specification."""
    return violations(subject, "skill-field")


@rule(
    Severity.ADVICE,
    why="Other hosts ignore it, and some validators refuse it.",
    fix="Move it below `metadata`, unless it is meant for one host that knows it.",
)
def skill_unknown_field(subject: Subject) -> Iterator[Located]:
    """The front matter has no fields but those of the specification."""
    return violations(subject, "skill-unknown-field")
