"""Results for people: each finding with its line and a caret, as a compiler tells of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from scaffold.check.engine import Result, totals
from scaffold.check.finding import Finding, Severity
from scaffold.check.report.folded import Shown, folded

# Colours a text by its severity; no colour at all where nobody can see it.
Paint = Callable[[str, str], str]

_MORE = "`ai-plugin rules RULE` explains a rule."

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def text(results: list[Result], paint: Paint) -> str:
    """The findings, what running plugins answered, and a sum; empty where all files are well."""
    findings = [finding for result in results for finding in result.findings]
    lines = [_finding(shown, paint) for shown in folded(findings)]
    lines += [f"{_harmless(result.target)}: {result.tally}" for result in results if result.tally]
    return "\n".join([*lines, *([summary(results), _MORE] if findings else [])])


def _finding(shown: Shown, paint: Paint) -> str:
    finding = shown.finding
    place = f"{finding.file}:{finding.line}:{finding.column}"
    severity = paint(finding.severity, finding.severity)
    lines = [f"{_harmless(place)}: {severity}: {_harmless(finding.message)} [{finding.rule}]"]
    if finding.excerpt.strip():
        lines += _excerpt(finding, paint)
    lines.append(f"  {_harmless(finding.hint)}")
    if shown.more:
        lines.append(f"  … and {shown.more} more like this in the file (--format json has all)")
    return "\n".join([*lines, ""])


def _excerpt(finding: Finding, paint: Paint) -> list[str]:
    """The line, and carets under what is meant."""
    number = str(finding.line)
    excerpt = _UNSEEN.sub(_one_wide, finding.excerpt)
    indent = " " * _width(excerpt[: finding.indent])
    carets = "^" * max(1, _width(excerpt[finding.indent :][: finding.width]))
    margin = " " * len(number)
    return [f"  {number} | {excerpt}", f"  {margin} | {indent}{paint(finding.severity, carets)}"]


def _one_wide(match: re.Match[str]) -> str:
    return " " if match[0] == "\t" else "\N{REPLACEMENT CHARACTER}"


def _harmless(text: str) -> str:
    """Text from a file for a terminal: what cannot be seen is written as its code."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def summary(results: list[Result]) -> str:
    """How many findings of each severity there are, as a sentence."""
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
