"""`ai-plugin check --fix` and `--diff`: what is fixed, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from scaffold.cli import console
from scaffold.errors import Misuse

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


def filtered(result: Result) -> bytes:
    """What came from a pipe, fixed as far as it can be."""
    (document,) = result.documents
    return next((fixed.content for fixed in _fixes([result])), document.text.encode())


def _fixes(results: Iterable[Result]) -> Iterator[Fixed]:
    from scaffold.check.fix import fixes

    for result in results:
        yield from fixes(result.documents, result.findings)
