"""The rules of how many operations there are."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.document import document
from scaffold.check.openapi.operations import operations
from scaffold.check.plugin import Plugin

MAX_OPERATIONS = 30


@rule(
    Severity.WARNING,
    why="A plugin without operations can do nothing.",
    mend="Describe what can be called under `paths`.",
)
def no_operations(plugin: Plugin) -> Iterator[Problem]:
    """There is at least one operation."""
    found = document(plugin)
    if found and found.complete and not operations(plugin):
        yield Problem("describes no operation", found, ("paths",), on_key=True)


@rule(
    Severity.WARNING,
    why="Hosts take 30 at most, and the model chooses worse among many.",
    mend="Publish a document with the few that the model needs.",
)
def many_operations(plugin: Plugin) -> Iterator[Problem]:
    """There are at most 30 operations."""
    found = operations(plugin)
    if len(found) > MAX_OPERATIONS:
        said = f"describes {len(found)} operations, at most {MAX_OPERATIONS}"
        yield Problem(said, found[0].document, ("paths",), on_key=True)
