"""`ai-plugin`: looks after a plugin, anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from scaffold.cli import console
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from scaffold.check.engine import Result
    from scaffold.check.finding import Rule

_CHECK = """Say what is wrong with plugins, where, and how to mend it.

TARGET is a project's directory (here, if none is given), a manifest, or the URL of a running
plugin. Nothing is changed. A running plugin gets safe requests only, unless --call is given.

Exit codes: 0 no errors, 1 errors (with --strict, warnings too), 2 a target could not be read.

\b
Examples:
  ai-plugin check
  ai-plugin check one/ two/.well-known/ai-plugin.json
  ai-plugin check http://localhost:3333 --strict
"""

_RULES = """List the rules, or explain one: what it asks, why, and how to mend it."""

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> NoReturn:
    """Run the console command."""
    console.run(_command())


def _command() -> click.Command:
    debug = click.Option(["--debug"], is_flag=True, help="Show the traceback of an error")
    check = click.Command(
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
            click.Option(["--strict"], is_flag=True, help="Let warnings fail, too"),
            click.Option(
                ["--call"],
                is_flag=True,
                help="Call every operation of a running plugin, also those that change something",
            ),
            debug,
        ],
        callback=_check,
        help=_CHECK,
        context_settings=_SETTINGS,
    )
    rules = click.Command(
        "rules",
        params=[click.Argument(["rule"], required=False), debug],
        callback=_rules,
        help=_RULES,
        context_settings=_SETTINGS,
    )
    return click.Group(
        "ai-plugin",
        commands=[check, rules],
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help="Show the version",
            )
        ],
        help="Look after a plugin for AI assistants, yours or anybody's.",
        context_settings=_SETTINGS,
    )


def _version(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        console.say(f"ai-plugin {_installed()}")
        raise click.exceptions.Exit(0)


def _installed() -> str:
    from importlib.metadata import version

    return version("create-ai-plugin")


def _check(
    *,
    targets: tuple[str, ...],
    format_: str,
    limits: str,
    strict: bool,
    call: bool,
    debug: bool,
) -> None:
    with console.no_traceback(debug=debug, interrupted="Interrupted."):
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
        wanted = list(targets) or ["."]
        with console.progress(len(wanted), "checked") as report:
            results = engine.check_all(wanted, limits, call=call, report=report)
        _say(results, format_)
        code = _exit_code(results, strict=strict)
    raise click.exceptions.Exit(code)


def _say(results: list[Result], format_: str) -> None:
    from scaffold.check import report

    if format_ == "json":
        console.say_json(report.as_json(results))
    elif format_ == "sarif":
        console.say_json(report.sarif(results, _installed()))
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


def _rules(*, rule: str | None, debug: bool) -> None:
    with console.no_traceback(debug=debug):
        from scaffold.check.engine import RULES

        if rule is None:
            widest = max(map(len, RULES))
            for known in RULES.values():
                console.say(f"{known.id:<{widest}}  {known.severity:<7}  {known.what}")
        elif rule in RULES:
            console.say(_explained(RULES[rule]))
        else:
            import difflib

            close = difflib.get_close_matches(rule, RULES, n=1)
            hint = f"Did you mean {close[0]}?" if close else "`ai-plugin rules` lists them."
            raise Misuse(f"{rule}: is no rule.", hint)


def _explained(rule: Rule) -> str:
    return (
        f"{console.strong(rule.id)} ({rule.severity})\n\n"
        f"{rule.what}\n\nWhy: {rule.why}\nHow to mend it: {rule.mend}"
    )
