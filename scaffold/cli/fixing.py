"""`ai-plugin check --fix` and `--diff`: what is fixed, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.errors import Failure, Misuse

if TYPE_CHECKING:
    from scaffold.check.engine import Result
    from scaffold.check.fix import Fixed


def require_fixable(targets: Sequence[str]) -> None:
    """Raise Misuse for a running plugin, and for a pipe among other targets."""
    from scaffold.plugin.folder import STDIN
    from scaffold.plugin.target import url_of

    for target in targets:
        if url_of(target):
            raise Misuse(
                f"{target}: is a running plugin, of which nothing can be fixed from here.",
                "Name its directory.",
            )
    if STDIN in targets and len(targets) > 1:
        raise Misuse("-: goes alone, for its fixed text is what is printed.", "Name it alone.")


def show(results: Iterable[Result]) -> int:
    """Print what `--fix` would change; 1 if that is anything."""
    diffs = [fixed.diff() or f"{fixed.document.name}: as UTF-8\n" for fixed in _fixes(results)]
    for diff in diffs:
        console.say(console.printable(diff).rstrip("\n"))
    return int(bool(diffs))


def apply(results: Iterable[Result], *, quiet: bool) -> bool:
    """Write what can be fixed, and say so unless `quiet`; whether that was anything."""
    from scaffold.check import fix

    changed = False
    for fixed in _fixes(results):
        fix.write(fixed)
        changed = True
        if not quiet:
            many = "problem" if fixed.problems == 1 else "problems"
            name = console.printable(fixed.document.name)
            console.say(f"{console.good('Fixed')} {fixed.problems} {many} in {name}.")
    return changed


def filter_pipe(result: Result) -> Result:
    """Print what came from a pipe, fixed as far as it can be, and what is left on standard error.

    Raises Failure where it was not read whole: part of a file would replace the file.
    """
    from scaffold.check.fix import is_fixable
    from scaffold.check.report.text import text

    (document,) = result.documents
    if fixed := next(_fixes([result]), None):
        left = [finding for finding in result.findings if not is_fixable(finding)]
        result = result._replace(findings=left)
    elif any(problem.rule in ("too-large", "encoding") for problem in document.problems):
        raise Failure("-: cannot be read whole, so nothing is written.", "Check the file itself.")
    click.echo(fixed.content if fixed else document.text.encode(), nl=False)
    if lines := text([result], lambda _, plain: plain):
        click.echo(lines, err=True)
    return result


def _fixes(results: Iterable[Result]) -> Iterator[Fixed]:
    from scaffold.check.fix import fixes

    for result in results:
        yield from fixes(result.documents, result.findings)
