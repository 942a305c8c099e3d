"""Results in SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from scaffold.check.engine import Result
from scaffold.check.finding import Finding, Rule, Severity
from scaffold.check.page import markdown
from scaffold.check.rules import RULES

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def sarif(results: list[Result], version: str, documentation: str) -> dict[str, Any]:
    """One run of `version` of the tool, with every finding.

    `documentation` is the URL of `docs/`, where each rule has its page; empty where there is none.
    """
    findings = [finding for result in results for finding in result.findings]
    rules = [RULES[name] for name in sorted({finding.rule for finding in findings})]
    places = {rule.id: at for at, rule in enumerate(rules)}
    described = [_rule(rule, documentation) for rule in rules]
    driver = {"name": "ai-plugin", "version": version, "rules": described}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, places[finding.rule]) for finding in findings],
            }
        ],
    }


def _rule(rule: Rule, documentation: str) -> dict[str, Any]:
    url = f"{documentation.rstrip('/')}/rules/{rule.id}.md"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix, "markdown": markdown(rule)},
        **({"helpUri": url} if documentation else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.column + finding.width,
    }
    place = {"artifactLocation": {"uri": _uri(finding.file)}, "region": region}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. {finding.hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    if "://" in file:
        return quote(file, safe=":/?#[]@!$&'()*+,;=%~")
    path = PurePath(file)
    # A colon in the first part of a relative reference would read as a scheme.
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
