"""A target becomes findings: read it, ask every rule, put what was found in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from scaffold import plugin
from scaffold.check.finding import Finding, Located, Rule, Severity, to_finding
from scaffold.check.rules import RULES
from scaffold.check.rules.files import unreadable
from scaffold.check.subject import Probes, Subject
from scaffold.documents.document import Document
from scaffold.documents.problem import Problem
from scaffold.errors import Misuse
from scaffold.plugin.model import Plugin

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
        read = plugin.read(target)
    except Misuse as failure:
        problem = Problem(failure.sentence, hint=failure.hint)
        finding = to_finding(unreadable, Document(target, "", None), problem)
        return Result(target, [finding], readable=False)
    return Result(target, findings(read, limits, call=call, ignored=ignored))


def findings(
    plugin: Plugin, limits: str, *, call: bool = False, ignored: Collection[str] = ()
) -> list[Finding]:
    """The same for a plugin that has been read."""
    subject = Subject(plugin, limits, _probes(plugin, call=call))
    return sorted(_findings(subject, ignored), key=_in_order)


def _probes(plugin: Plugin, *, call: bool) -> Probes:
    if plugin.site is None:
        return Probes()
    # Connections and TLS take their time to import.
    from scaffold.check.probe import probe

    return probe(plugin, call=call)


def _findings(subject: Subject, ignored: Collection[str]) -> Iterator[Finding]:
    for rule in RULES.values():
        if rule.id not in ignored:
            yield from _first(rule, rule.find(subject))


def _first(rule: Rule, problems: Iterable[Located]) -> list[Finding]:
    remaining = iter(problems)
    findings = [to_finding(rule, *located) for located in islice(remaining, MAX_OF_A_RULE)]
    if more := sum(1 for _ in remaining):
        message = f"{findings[-1].message} (and {more} more like this)"
        findings[-1] = findings[-1]._replace(message=message)
    return findings


def _in_order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.file, finding.line, finding.column, finding.rule


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
    return Counter(finding.severity for result in results for finding in result.findings)
