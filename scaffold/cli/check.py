"""`ai-plugin check`: what is wrong with plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.command import Command
from scaffold.cli.options import OneOf, debug, files, flag, installed
from scaffold.cli.rules import known
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from scaffold.check.engine import Result

_TEXT = """Say what is wrong with plugins, where, and how to fix it.

TARGET is a project's directory (here, if none is given), a manifest, or the URL of a running
plugin. Nothing is changed. A running plugin gets safe requests only, unless --call is given.

Exit codes: 0 no errors, 1 errors (with --strict, warnings too), 2 a target could not be read.
"""

_FORMATS = {
    "text": "for people",
    "json": "for programs",
    "github": "annotations of a GitHub workflow",
    "sarif": "for code hosts and editors",
}


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "check",
        text=_TEXT,
        examples=[
            "ai-plugin check",
            "ai-plugin check one/ two/.well-known/ai-plugin.json",
            "ai-plugin check http://localhost:3333 --strict",
        ],
        arguments=[
            click.Argument(["targets"], nargs=-1, metavar="[TARGET]...", shell_complete=files)
        ],
        sections={
            "What is checked": [
                click.Option(
                    ["--limits"],
                    metavar="NAME",
                    type=OneOf(_limits),
                    default="current",
                    help="Limits of the manifest's names and descriptions, in characters; "
                    "alpha is of spring 2023 [default: current]",
                ),
                click.Option(
                    ["--ignore"],
                    metavar="RULE[,RULE]...",
                    multiple=True,
                    shell_complete=_next_rule,
                    help="Rules that are not asked; `ai-plugin rules` lists them",
                ),
                flag(
                    "--call",
                    help="Call every operation of a running plugin, "
                    "also those that change something",
                ),
            ],
            "How it answers": [
                click.Option(
                    ["--format", "format_"],
                    metavar="FORMAT",
                    type=OneOf(lambda: _FORMATS),
                    default="text",
                    help="How to write the findings [default: text]",
                ),
                flag("--strict", help="Let warnings fail, too"),
                debug(),
            ],
        },
        callback=_check,
    )


def _limits() -> dict[str, str]:
    from scaffold import manifest

    return {
        name: ", ".join(map(str, manifest.max_lengths(name).values()))
        for name in manifest.limit_sets()
    }


def _next_rule(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """For `shell_complete`: a rule, after those before the last comma."""
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{rule.value}", help=rule.help)
        for rule in OneOf(known).shell_complete(ctx, param, last)
    ]


def _check(
    *,
    targets: tuple[str, ...],
    format_: str,
    limits: str,
    ignore: tuple[str, ...],
    strict: bool,
    call: bool,
) -> None:
    from scaffold.check import engine

    ignored = _ignored(ignore)
    chosen = list(targets) or ["."]
    with console.progress(len(chosen), "checked") as report:
        results = engine.check_all(chosen, limits, call=call, ignored=ignored, report=report)
    _say(results, format_)
    raise click.exceptions.Exit(_exit_code(results, strict=strict))


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
