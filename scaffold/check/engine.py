"""A target becomes findings: read it, ask every rule, put what was found in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from scaffold.check.document import Document
from scaffold.check.finding import Finding, Problem, Rule, Severity, to_finding
from scaffold.check.plugin import Plugin
from scaffold.check.read import folder
from scaffold.check.rules import RULES
from scaffold.check.rules.files import unreadable
from scaffold.errors import Misuse

# Of one rule for one target; a generated document may break a rule ten thousand times.
MAX_OF_A_RULE = 100


class Result(NamedTuple):
    """What was found in a target; not `readable` where there was nothing to look at."""

    target: str
    findings: list[Finding]
    readable: bool = True


def check(target: str, limits: str, *, call: bool = False, ignored: Collection[str] = ()) -> Result:
    """Everything that is wrong with a directory, a manifest or the plugin at a URL.

    The rules whose ids are `ignored` are not asked.
    """
    try:
        if target.lower().startswith(("http://", "https://")):
            # Connections and TLS take their time to import.
            from scaffold.check.read import site

            subject = site.read(target, limits, call=call)
        else:
            subject = folder.read(target, limits)
    except Misuse as failure:
        problem = Problem(failure.sentence, Document(target, "", None), hint=failure.hint)
        return Result(target, [to_finding(unreadable, problem)], readable=False)
    return Result(target, sorted(_findings(subject, ignored), key=_in_order))


def _findings(subject: Plugin, ignored: Collection[str]) -> Iterator[Finding]:
    for rule in RULES.values():
        if rule.id not in ignored:
            yield from _first(rule, rule.find(subject))


def _first(rule: Rule, problems: Iterable[Problem]) -> Iterator[Finding]:
    left = 0
    last: Finding | None = None
    for count, problem in enumerate(problems, start=1):
        if count < MAX_OF_A_RULE:
            yield to_finding(rule, problem)
        else:
            left += 1
            last = last or to_finding(rule, problem)
    if last:
        more = f" (and {left - 1} more like this)" if left > 1 else ""
        yield last._replace(message=last.message + more)


def _in_order(found: Finding) -> tuple[str, int, int, str]:
    return found.file, found.line, found.column, found.rule


def check_all(
    targets: list[str],
    limits: str,
    *,
    call: bool,
    ignored: Collection[str] = (),
    report: Callable[[int], None],
) -> list[Result]:
    """Check several targets at once; `report` is told how many are done."""

    def one(target: str) -> Result:
        return check(target, limits, call=call, ignored=ignored)

    if len(targets) == 1:
        return [one(targets[0])]
    # Its threads do not keep an interrupted program alive, as those of an executor do.
    from multiprocessing.pool import ThreadPool

    results = []
    with ThreadPool(8) as pool:
        for result in pool.imap(one, targets):
            results.append(result)
            report(len(results))
    return results


def totals(results: list[Result]) -> Counter[Severity]:
    """How many findings of each severity there are in all."""
    return Counter(found.severity for result in results for found in result.findings)
