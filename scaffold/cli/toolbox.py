"""`ai-plugin`: looks after a plugin, anybody's."""

from __future__ import annotations

from typing import NoReturn

import click

from scaffold.cli import check, classes, completion, console, host, refresh, rules, run, update
from scaffold.cli.command import Group
from scaffold.cli.options import installed, version

_TEXT = "Look after a plugin for AI assistants, yours or anybody's."


def main() -> NoReturn:
    """Run the console command."""
    run.run(command())


def command() -> click.Command:
    """The command, for click."""
    return Group(
        "ai-plugin",
        text=_TEXT,
        examples=["ai-plugin check", "ai-plugin update --dry-run", "ai-plugin check --help"],
        commands=[
            check.command(),
            rules.command(),
            host.command(),
            update.command(),
            refresh.command(),
            classes.command(),
            completion.command(),
        ],
        sections={"Options": [version(lambda: console.say(f"ai-plugin {installed()}"))]},
    )
