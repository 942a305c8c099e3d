"""The rules of how much there is: operations, and the document itself."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, rule
from scaffold.check.subject import Subject
from scaffold.documents.problem import Problem

MAX_OPERATIONS = 30

# Characters. The other limits of GPT Actions are those of all hosts.
MAX_GPT_ACTIONS = 1_000_000


@rule(
    Severity.WARNING,
    why="A plugin without operations can do nothing.",
    fix="Describe what can be called under `paths`.",
)
def no_operations(subject: Subject) -> Iterator[Located]:
    """There is at least one operation."""
    api = subject.plugin.api
    if api and api.document.complete and not api.operations:
        yield api.document, Problem("describes no operation", ("paths",), on_key=True)


@rule(
    Severity.WARNING,
    why="Hosts take 30 at most, and the model chooses worse among many.",
    fix="Publish a document with the few that the model needs.",
)
def many_operations(subject: Subject) -> Iterator[Located]:
    """There are at most 30 operations."""
    api = subject.plugin.api
    if api and len(api.operations) > MAX_OPERATIONS:
        message = f"describes {len(api.operations)} operations, at most {MAX_OPERATIONS}"
        yield api.document, Problem(message, ("paths",), on_key=True)


@rule(
    Severity.ADVICE,
    why="GPT Actions take no larger document; OpenAI retires them for MCP servers.",
    fix="Publish a smaller document, or offer the API to ChatGPT as an MCP server.",
)
def gpt_actions(subject: Subject) -> Iterator[Located]:
    """A document that is meant for GPT Actions, too, has at most a million characters."""
    api = subject.plugin.api
    if api and len(api.document.text) > MAX_GPT_ACTIONS:
        yield api.document, Problem(f"has {len(api.document.text):,} characters", span=(0, 0))
