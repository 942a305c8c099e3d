"""Results in JSON, for programs."""

from __future__ import annotations

from typing import Any

from scaffold.check.engine import Result, totals
from scaffold.check.finding import Finding, Severity


def as_json(results: list[Result]) -> dict[str, Any]:
    """Every finding of every target, and how many there are of each severity."""
    count = totals(results)
    return {
        "targets": [_target(result) for result in results],
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "advice": count[Severity.ADVICE],
    }


def _target(result: Result) -> dict[str, Any]:
    called = {"operations": result.tally._asdict()} if result.tally else {}
    findings = [_finding(finding) for finding in result.findings]
    return {"target": result.target, "findings": findings, **called}


def _finding(finding: Finding) -> dict[str, str | int]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
    }
