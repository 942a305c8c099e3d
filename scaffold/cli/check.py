"""`ai-plugin check`: what is wrong with plugins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.cli import console, fixing
from scaffold.cli.command import Command
from scaffold.cli.options import OneOf, debug, documentation, files, flag, installed
from scaffold.cli.rules import known
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

    from scaffold.check.engine import Job, Result

_TEXT = """Say what is wrong with plugins, where, and how to fix it.

TARGET is the directory of a project, a package or a skill (the one around here, if none is given),
one of its files (-: a manifest from a pipe), or the URL of a running plugin or MCP server, such as
localhost:3333 or localhost:3333/mcp. Nothing is changed, unless by --fix. What runs gets safe
requests only, unless --call is given. In the nearest pyproject.toml, [tool.ai-plugin] may set
limits, ignore (a list) and strict.

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
                    ["--openapi"],
                    metavar="FILE|URL",
                    multiple=True,
                    shell_complete=files,
                    help="An OpenAPI document alone (-: from a pipe)",
                ),
                click.Option(
                    ["--limits"],
                    metavar="NAME",
                    type=OneOf(_limits),
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
                click.Option(
                    ["--header"],
                    metavar="'NAME: VALUE'",
                    multiple=True,
                    help="Send this with calls of a running plugin, to its own origin only, "
                    "such as 'Authorization: Bearer …'",
                ),
            ],
            "What it changes": [
                flag("--fix", help="Fix what needs no decision, such as a comma too many"),
                flag("--diff", help="Show what --fix would change; exit 1 if that is anything"),
            ],
            "How it answers": [
                click.Option(
                    ["--format", "format_"],
                    metavar="FORMAT",
                    type=OneOf(lambda: _FORMATS),
                    default="text",
                    help="How to write the findings [default: text]",
                ),
                flag("--json", help="As --format json"),
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
    *, targets: tuple[str, ...], fix: bool, diff: bool, json: bool, format_: str, **options: Any
) -> None:
    from scaffold.check import engine

    jobs = list(_jobs(targets, **options))
    if fix or diff:
        fixing.require_fixable([job.target for job in jobs])
    with console.progress(len(jobs), "checked") as report:
        results = engine.check_all(jobs, report)
    format_ = "json" if json else format_
    if diff:
        raise click.exceptions.Exit(fixing.show(results))
    if fix and jobs[0].target == "-":
        results = [fixing.filter_pipe(results[0])]
    else:
        if fix and fixing.apply(results, quiet=format_ != "text"):
            results = engine.check_all(jobs, lambda _: None)
        _say(results, format_)
    raise click.exceptions.Exit(max(result.exit_code for result in results))


def _jobs(
    targets: tuple[str, ...],
    *,
    openapi: tuple[str, ...],
    limits: str | None,
    ignore: tuple[str, ...],
    header: tuple[str, ...],
    strict: bool,
    call: bool,
) -> Iterator[Job]:
    """What is to be checked, each with the settings of where it lies, or those of the options."""
    from scaffold.check.engine import Job
    from scaffold.check.settings import rules_to_ignore, settings_of
    from scaffold.plugin import whole

    names = " ".join(ignore).replace(",", " ").split()
    told = {"limits": limits, "ignore": names and rules_to_ignore(names, "--ignore")}
    overruled: dict[str, Any] = {key: value for key, value in told.items() if value}
    credentials = dict(_header(text) for text in header)
    sources = [(target, False) for target in targets or ([] if openapi else [whole.here()])]
    for target, alone in [*sources, *((document, True) for document in openapi)]:
        settings = settings_of(_directory(target))._replace(**overruled)
        settings = settings._replace(strict=strict or settings.strict)
        yield Job(target, settings, alone, call, credentials)


def _directory(target: str) -> Path:
    """Where a target lies; the current directory for a URL or a pipe."""
    from scaffold.plugin.target import is_there

    path = Path(target)
    if not is_there(path):
        return Path()
    return path if path.is_dir() else path.parent


def _header(text: str) -> tuple[str, str]:
    """Name and value; the value is a secret, so no error shows it."""
    name, colon, value = (part.strip() for part in text.partition(":"))
    if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name) or not value.isprintable():
        raise Misuse("--header: must be `Name: value`.", "Write --header 'Authorization: …'.")
    return name, value


def _say(results: list[Result], format_: str) -> None:
    if format_ == "json":
        from scaffold.check.report.machine import as_json

        console.say_json(as_json(results))
    elif format_ == "sarif":
        from scaffold.check.report.sarif import sarif

        console.say_json(sarif(results, installed(), documentation()))
    else:
        from scaffold.check.report.github import github
        from scaffold.check.report.text import text

        if lines := github(results) if format_ == "github" else text(results, _paint):
            console.say(lines)


def _paint(severity: str, text: str) -> str:
    return {"error": console.bad, "warning": console.dubious}.get(severity, console.mild)(text)
