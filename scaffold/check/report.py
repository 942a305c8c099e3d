"""Findings become text, JSON, GitHub annotations or SARIF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from scaffold.check.engine import Result, totals
from scaffold.check.finding import Finding, Rule, Severity
from scaffold.check.rules import RULES

# Colours a text by its severity; no colour at all where none is wanted.
Paint = Callable[[str, str], str]

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def text(results: list[Result], paint: Paint) -> str:
    """What a compiler would say: each finding with its line and a caret; nothing if all is well."""
    found = [finding for result in results for finding in result.findings]
    if not found:
        return ""
    return "\n".join([*(_finding(finding, paint) for finding in found), _sum(results)])


def _finding(found: Finding, paint: Paint) -> str:
    place = f"{found.file}:{found.line}:{found.column}"
    severity = paint(found.severity, found.severity)
    lines = [f"{_shown(place)}: {severity}: {_shown(found.message)} [{found.rule}]"]
    if found.excerpt.strip():
        number = str(found.line)
        excerpt = _UNSEEN.sub(_one_wide, found.excerpt)
        indent = " " * _width(excerpt[: found.indent])
        carets = "^" * max(1, _width(excerpt[found.indent :][: found.width]))
        lines.append(f"  {number} | {excerpt}")
        lines.append(f"  {' ' * len(number)} | {indent}{paint(found.severity, carets)}")
    lines.append(f"  {_shown(found.hint)}\n")
    return "\n".join(lines)


def _one_wide(found: re.Match[str]) -> str:
    return " " if found[0] == "\t" else "\N{REPLACEMENT CHARACTER}"


def _shown(said: str) -> str:
    """Text from a file, harmless to a terminal: what cannot be seen is written as its code."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def _width(said: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in said)
    return len(said) + wide - sum(unicodedata.combining(char) > 0 for char in said)


def _sum(results: list[Result]) -> str:
    count = totals(results)
    parts = [
        f"{count[severity]} {name if count[severity] == 1 else plural}"
        for severity, name, plural in (
            (Severity.ERROR, "error", "errors"),
            (Severity.WARNING, "warning", "warnings"),
            (Severity.ADVICE, "advice", "advice"),
        )
        if count[severity]
    ]
    checked = f" in {len(results)} targets" if len(results) > 1 else ""
    return f"{', '.join(parts)}{checked}."


def as_json(results: list[Result]) -> dict[str, Any]:
    """The findings for machines."""
    count = totals(results)
    return {
        "targets": [
            {"target": result.target, "findings": [_as_json(found) for found in result.findings]}
            for result in results
        ],
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
    }


def _as_json(found: Finding) -> dict[str, str | int]:
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "message": found.message,
        "hint": found.hint,
        "file": found.file,
        "line": found.line,
        "column": found.column,
    }


_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def github(results: list[Result]) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(_annotation(found) for result in results for found in result.findings)


def _annotation(found: Finding) -> str:
    values = {
        "file": PurePath(found.file).as_posix() if "://" not in found.file else found.file,
        "line": found.line,
        "col": found.column,
        "endColumn": found.column + found.width,
        "title": found.rule,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    message = _data(f"{found.message}. {found.hint}")
    return f"::{_GITHUB[found.severity]} {listed}::{message}"


def _data(said: str) -> str:
    """Escaped as GitHub's runner unescapes it, so that no text can give a command of its own."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")


_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def sarif(results: list[Result], version: str) -> dict[str, Any]:
    """SARIF 2.1.0 (OASIS), which code hosts and editors read."""
    found = [finding for result in results for finding in result.findings]
    rules = [RULES[name] for name in sorted({finding.rule for finding in found})]
    places = {rule.id: at for at, rule in enumerate(rules)}
    driver = {"name": "ai-plugin", "version": version, "rules": [_sarif_rule(r) for r in rules]}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(finding, places[finding.rule]) for finding in found],
            }
        ],
    }


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": _SARIF[rule.severity]},
    }


def _sarif_result(found: Finding, rule_index: int) -> dict[str, Any]:
    region = {
        "startLine": found.line,
        "startColumn": found.column,
        "endColumn": found.column + found.width,
    }
    place = {"artifactLocation": {"uri": _uri(found.file)}, "region": region}
    return {
        "ruleId": found.rule,
        "ruleIndex": rule_index,
        "level": _SARIF[found.severity],
        "message": {"text": f"{found.message}. {found.hint}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    if "://" in file:
        return quote(file, safe=":/?#[]@!$&'()*+,;=%~")
    path = PurePath(file)
    # A colon in the first part of a relative reference would read as a scheme.
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), safe="/")
