"""Results as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from pathlib import PurePath

from scaffold.check.engine import Result
from scaffold.check.finding import Severity
from scaffold.check.report.folded import Shown, folded

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def github(results: list[Result]) -> str:
    """A command for each finding that people see."""
    findings = (finding for result in results for finding in result.findings)
    return "\n".join(map(_annotation, folded(findings)))


def _annotation(shown: Shown) -> str:
    finding = shown.finding
    values = {
        "file": finding.file if "://" in finding.file else PurePath(finding.file).as_posix(),
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.column + finding.width,
        "title": finding.rule,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    more = f" (and {shown.more} more like this)" if shown.more else ""
    message = _data(f"{finding.message}{more}. {finding.hint}")
    return f"::{_LEVELS[finding.severity]} {listed}::{message}"


def _data(text: str) -> str:
    """Escaped as GitHub's runner unescapes it, so that no text can give a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
