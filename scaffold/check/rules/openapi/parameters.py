"""The rules of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold.check.finding import Located, Severity, problem_at, rule
from scaffold.check.subject import Subject


@rule(
    Severity.WARNING,
    why="A placeholder that nothing fills stays in the URL that is called.",
    fix="Describe each `{name}` as a parameter with `in: path`.",
)
def path_parameter(subject: Subject) -> Iterator[Located]:
    """Each `{name}` in a path is a parameter of it."""
    for operation in subject.plugin.operations:
        described = [part for _, part in operation.parameters if part.get("in") == "path"]
        known = {str(part.get("name")) for part in described}
        for name in dict.fromkeys(re.findall(r"\{([^{}/]+)\}", operation.route[:2000])):
            if name not in known:
                yield problem_at(operation, f"does not describe `{{{name[:80]}}}`")
