"""A generated document may break a rule a hundred times: people see the first few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scaffold.check.finding import Finding

# Of one rule in one file.
SHOWN = 3


class Shown(NamedTuple):
    """A finding, and how many more like it, in the same file, are not shown after it."""

    finding: Finding
    more: int = 0


def folded(findings: Iterable[Finding]) -> Iterator[Shown]:
    """The findings that people see, in their order."""
    findings = list(findings)
    total = Counter((finding.rule, finding.file) for finding in findings)
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        kind = finding.rule, finding.file
        seen[kind] += 1
        if seen[kind] < SHOWN:
            yield Shown(finding)
        elif seen[kind] == SHOWN:
            yield Shown(finding, total[kind] - SHOWN)
