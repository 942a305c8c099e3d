"""The rules of a marketplace's fields, as Codex and Claude Code read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.rules.formats import violations, whole
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem


@rule(
    Severity.ERROR,
    why="The host refuses the whole marketplace, with every plugin in it.",
    fix="Write the field as the host of this file reads it.",
)
def marketplace_field(subject: Subject) -> Iterator[Located]:
    """A marketplace has the fields that its host asks for, with the right types and values."""
    return violations(subject, "marketplace-field")


@rule(
    Severity.ERROR,
    why="It is half of what people type to install a plugin, `NAME@MARKETPLACE`.",
    fix="Take letters, digits and hyphens.",
)
def marketplace_name(subject: Subject) -> Iterator[Located]:
    """A marketplace has a name that its host takes."""
    return violations(subject, "marketplace-name")


@rule(
    Severity.WARNING,
    why="Claude Code ignores it; `claude plugin validate --strict` fails.",
    fix="Delete it, or correct its name.",
)
def marketplace_unknown_field(subject: Subject) -> Iterator[Located]:
    """A marketplace for Claude has no fields but those that Claude Code knows."""
    return violations(subject, "marketplace-unknown-field")


@rule(
    Severity.WARNING,
    why="People see a list that tells them less; `claude plugin validate --strict` fails.",
    fix="Add what is missing.",
)
def marketplace_listing(subject: Subject) -> Iterator[Located]:
    """A marketplace for Claude has a description, and a marketplace has plugins."""
    for marketplace in subject.plugin.marketplaces:
        document = marketplace.document
        if not isinstance(document.value, dict) or not document.complete:
            continue
        described = document.get("description") or document.get("metadata", "description")
        if marketplace.kind == "claude" and not described:
            yield whole(document, "`description` is missing")
        if document.get("plugins") == []:
            yield document, Problem("plugins: lists none", ("plugins",))


@rule(
    Severity.WARNING,
    why="Nobody can tell which of the two is installed; `claude plugin validate` refuses it.",
    fix="Give each plugin a name of its own.",
)
def marketplace_duplicate(subject: Subject) -> Iterator[Located]:
    """No two plugins of a marketplace have the same name."""
    for marketplace in subject.plugin.marketplaces:
        names: Counter[str] = Counter()
        for at, entry in marketplace.entries:
            if isinstance(name := entry.get("name"), str):
                names[name] += 1
                if names[name] == 2:
                    message = f"`{name[:80]}` is listed twice"
                    yield marketplace.document, Problem(message, ("plugins", at, "name"))
