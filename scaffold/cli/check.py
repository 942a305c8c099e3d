"""`ai-plugin check`: what is wrong with plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.options import SETTINGS, debug, flag, installed
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from scaffold.check.engine import Result

_HELP = """Say what is wrong with plugins, where, and how to mend it.

TARGET is a project's directory (here, if none is given), a manifest, or the URL of a running
plugin. Nothing is changed. A running plugin gets safe requests only, unless --call is given.

Exit codes: 0 no errors, 1 errors (with --strict, warnings too), 2 a target could not be read.

\b
Examples:
  ai-plugin check
  ai-plugin check one/ two/.well-known/ai-plugin.json
  ai-plugin check http://localhost:3333 --strict
"""


def command() -> click.Command:
    """The command, for click."""
    return click.Command(
        "check",
        params=[
            click.Argument(["targets"], nargs=-1, metavar="[TARGET]..."),
            click.Option(
                ["--format", "format_"],
                type=click.Choice(["text", "json", "github", "sarif"]),
                default="text",
                show_default=True,
                help="How to write the findings",
            ),
            click.Option(
                ["--limits"],
                metavar="NAME",
                default="current",
                show_default=True,
                help="Limits of the manifest's texts: current, or alpha (spring 2023)",
            ),
            click.Option(
                ["--ignore"],
                metavar="RULE[,RULE]...",
                multiple=True,
                help="Rules that are not asked; `ai-plugin rules` lists them",
            ),
            flag("--strict", help="Let warnings fail, too"),
            flag(
                "--call",
                help="Call every operation of a running plugin, also those that change something",
            ),
            debug(),
        ],
        callback=_check,
        help=_HELP,
        context_settings=SETTINGS,
    )


def _check(
    *,
    targets: tuple[str, ...],
    format_: str,
    limits: str,
    ignore: tuple[str, ...],
    strict: bool,
    call: bool,
    debug: bool,
) -> None:
    with console.no_traceback(debug=debug):
        from importlib.util import find_spec

        from scaffold import rules
        from scaffold.check import engine

        if find_spec("publicsuffixlist") is None:
            raise Misuse(
                "The check needs more than the base install.",
                "Run: pip install 'create-ai-plugin[check]'",
            )

        if limits not in rules.limit_sets():
            raise Misuse(
                f"--limits {limits}: is no set of limits.",
                f"Take one of {', '.join(rules.limit_sets())}.",
            )
        ignored = _ignored(ignore)
        wanted = list(targets) or ["."]
        with console.progress(len(wanted), "checked") as report:
            results = engine.check_all(wanted, limits, call=call, ignored=ignored, report=report)
        _say(results, format_)
        code = _exit_code(results, strict=strict)
    raise click.exceptions.Exit(code)


def _ignored(given: tuple[str, ...]) -> set[str]:
    from scaffold.check.rules import named
    from scaffold.check.rules.files import unreadable

    names = " ".join(given).replace(",", " ").split()
    ignored = {named(name, "--ignore").id for name in names}
    if unreadable.id in ignored:
        raise Misuse(f"--ignore {unreadable.id}: cannot be ignored.", "Leave the target out.")
    return ignored


def _say(results: list[Result], format_: str) -> None:
    from scaffold.check import report

    if format_ == "json":
        console.say_json(report.as_json(results))
    elif format_ == "sarif":
        console.say_json(report.sarif(results, installed()))
    elif said := report.github(results) if format_ == "github" else report.text(results, _paint):
        console.say(said)


def _paint(severity: str, text: str) -> str:
    return {"error": console.bad, "warning": console.dubious}.get(severity, console.mild)(text)


def _exit_code(results: list[Result], *, strict: bool) -> int:
    from scaffold.check.engine import totals
    from scaffold.check.finding import Severity

    if not all(result.readable for result in results):
        return 2
    count = totals(results)
    return int(bool(count[Severity.ERROR] or (strict and count[Severity.WARNING])))
