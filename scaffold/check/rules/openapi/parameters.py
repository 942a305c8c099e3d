"""The rules of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Problem, Severity, rule
from scaffold.check.openapi.operations import operations
from scaffold.check.plugin import Plugin


@rule(
    Severity.WARNING,
    why="A placeholder that nothing fills stays in the URL that is called.",
    mend="Describe each `{name}` as a parameter with `in: path`.",
)
def path_parameter(plugin: Plugin) -> Iterator[Problem]:
    """Each `{name}` in a path is a parameter of it."""
    for operation in operations(plugin):
        described = [part for _, part in operation.parameters if part.get("in") == "path"]
        known = {str(part.get("name")) for part in described}
        for name in dict.fromkeys(re.findall(r"\{([^{}/]+)\}", operation.route[:2000])):
            if name not in known:
                yield operation.problem(f"does not describe `{{{name[:80]}}}`")
