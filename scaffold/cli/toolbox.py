"""`ai-plugin`: looks after a plugin, anybody's."""

from __future__ import annotations

from typing import NoReturn

import click

from scaffold.cli import check, console, rules, update
from scaffold.cli.options import SETTINGS, flag, installed


def main() -> NoReturn:
    """Run the console command."""
    console.run(_command())


def _command() -> click.Command:
    return click.Group(
        "ai-plugin",
        commands=[check.command(), rules.command(), update.command()],
        params=[
            flag(
                "--version",
                is_eager=True,
                expose_value=False,
                callback=_version,
                help="Show the version",
            )
        ],
        help="Look after a plugin for AI assistants, yours or anybody's.",
        context_settings=SETTINGS,
    )


def _version(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        console.say(f"ai-plugin {installed()}")
        raise click.exceptions.Exit(0)
