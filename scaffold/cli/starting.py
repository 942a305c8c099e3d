"""The last question, once the project is there: whether to install and start it now."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from scaffold import wizard
from scaffold.cli import console, outcome
from scaffold.errors import Failure
from scaffold.project import environment


def offer(directory: Path, url: str, commands: Sequence[str]) -> None:
    """Ask whether to install and start the new project, and do so; whoever only agrees says no.

    `commands` do the same by hand. Ctrl-C at any moment leaves a whole project, in which they work.
    Raises Failure.
    """
    console.say()
    try:
        if not wizard.agrees("Install and start it now?"):
            return
        _install(directory)
    except (KeyboardInterrupt, EOFError) as error:
        console.say("Not installed; the project is complete, and the commands above work.")
        raise click.exceptions.Exit(console.INTERRUPTED) from error
    except Failure as failure:
        hint = _again("The project is complete. To try again:", commands)
        raise Failure(failure.sentence, hint) from failure
    console.say(f"Starting it at {url}; Ctrl-C stops it.\n")
    # The last of the commands starts it; what is between has been done.
    start = [*outcome.enter_commands(directory), commands[-1]]
    if code := environment.serve(directory):
        hint = _again("Once that is put right:", start)
        raise Failure(f"The server ended by itself, with exit code {code}.", hint)
    console.say(_again("\nStopped. To start it again:", start))
    console.say("README.md there goes on with an operation of your own.")


def _again(head: str, commands: Sequence[str]) -> str:
    return "\n".join([head, *(f"  {command}" for command in commands)])


def _install(directory: Path) -> None:
    started = time.monotonic()

    def seconds() -> str:
        return f"{time.monotonic() - started:.0f} s"

    if wizard.is_plain():
        console.say("Installing it; this takes up to a minute.")
    with console.status(shown=not wizard.is_plain()) as tell:
        environment.install(directory, lambda line: tell(f"Installing, {seconds()}: {line}"))
    console.say(f"{console.good('Installed')} in {seconds()}.")
