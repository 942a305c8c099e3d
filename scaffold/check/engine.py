"""A target becomes findings: read it, ask every rule, put its findings in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from scaffold import plugin
from scaffold.check.finding import Finding, Located, Rule, Severity, to_finding
from scaffold.check.rules import RULES
from scaffold.check.rules.files import unreadable
from scaffold.check.settings import Settings
from scaffold.check.subject import Probes, Subject, Tally
from scaffold.documents.document import Document
from scaffold.documents.problem import Problem
from scaffold.errors import Misuse
from scaffold.plugin import whole
from scaffold.plugin.model import NO_MANIFEST, Plugin
from scaffold.plugin.target import url_of

# Of one rule for one target; a document that breaks it more often is not read by anybody.
MAX_OF_A_RULE = 10_000

_DEFAULT = Settings()


class Job(NamedTuple):
    """A target to check, and how.

    `alone`: it is an OpenAPI document without a manifest. Of a running plugin, `call` calls also
    what changes something, and `credentials` are headers that its own origin gets with each call.
    """

    target: str
    settings: Settings = Settings()
    alone: bool = False
    call: bool = False
    credentials: Mapping[str, str] = {}


class Result(NamedTuple):
    """The findings about a target; not `readable` where there was nothing to look at.

    `documents` are those that were read; `tally` counts what the operations of a running plugin
    answered.
    """

    target: str
    findings: list[Finding]
    readable: bool = True
    strict: bool = False
    tally: Tally | None = None
    documents: Sequence[Document] = ()

    @property
    def exit_code(self) -> int:
        """0 for no errors, 1 for errors (where it is strict, for warnings too), 2 unreadable."""
        if not self.readable:
            return 2
        failing = {Severity.ERROR, *([Severity.WARNING] if self.strict else [])}
        return int(any(finding.severity in failing for finding in self.findings))


def check(job: Job) -> Result:
    """Everything that is wrong with a target."""
    target, settings = job.target, job.settings
    try:
        read = _read(job)
    except Misuse as failure:
        problem = Problem(failure.sentence, hint=failure.hint)
        finding = to_finding(unreadable, Document(target, "", None), problem)
        return Result(target, [finding], readable=False)
    probes = _probes(read, job)
    found = findings(read, settings, probes)
    tally = probes.tally(len(read.operations)) if read.site and read.is_manifest else None
    return Result(target, found, True, settings.strict, tally, read.documents)


def _read(job: Job) -> Plugin:
    if job.alone:
        return plugin.read_openapi(job.target)
    url = url_of(job.target)
    if not url:
        return whole.read(job.target)
    from scaffold.plugin.mcp import read as mcp

    if re.split("[?#]", url)[0].rstrip("/").endswith(mcp.PATH):
        endpoint = mcp.read(url, job.credentials, call=job.call)
        return Plugin(job.target, NO_MANIFEST, endpoint=endpoint)
    site = whole.read(job.target)
    return replace(site, endpoint=mcp.find(url, job.credentials, call=job.call))


def findings(
    plugin: Plugin, settings: Settings = _DEFAULT, probes: Probes | None = None
) -> list[Finding]:
    """Everything that is wrong with a plugin that has been read; its server is asked if need be."""
    asked = _probes(plugin, Job(plugin.target)) if probes is None else probes
    subject = Subject(plugin, settings.limits, asked)
    return sorted(_findings(subject, settings), key=_in_order)


def _probes(plugin: Plugin, job: Job) -> Probes:
    if plugin.site is None:
        return Probes()
    # Connections and TLS take their time to import.
    from scaffold.check.probe import probe

    return probe(plugin, call=job.call, credentials=job.credentials)


def _findings(subject: Subject, settings: Settings) -> Iterator[Finding]:
    for rule in RULES.values():
        if rule.id not in settings.ignore:
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


def check_all(jobs: Sequence[Job], report: Callable[[int], None]) -> list[Result]:
    """Check several targets at once; `report` is told how many are done."""
    if len(jobs) == 1:
        return [check(jobs[0])]
    # Its threads do not keep an interrupted program alive, as those of an executor do.
    from multiprocessing.pool import ThreadPool

    results = []
    with ThreadPool(8) as pool:
        for result in pool.imap(check, jobs):
            results.append(result)
            report(len(results))
    return results


def totals(results: list[Result]) -> Counter[Severity]:
    """How many findings of each severity there are in all."""
    return Counter(finding.severity for result in results for finding in result.findings)
