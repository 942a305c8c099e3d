"""Runs a console command to its end: completion, errors before its own, its exit code."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import NoReturn

import click

from scaffold.cli import console
from scaffold.cli.command import ASKED
from scaffold.errors import Misuse


def run(command: click.Command) -> NoReturn:
    """Run a command to its end and exit with its code."""
    if shell := os.environ.get(ASKED):
        from scaffold.cli import completion

        completion.answer(command, shell, sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its code instead.
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(command.main(prog_name=command.name, standalone_mode=False))
    except Misuse as error:
        # Given up before the command knew its own options.
        console.tell(error, head="Error: ", as_json="--json" in sys.argv)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(console.INTERRUPTED)
    except BrokenPipeError:
        console.stop_writing()
        sys.exit(0)
    except OSError as error:
        console.tell(console.unwritable(error), head="Error: ")
        sys.exit(1)
    finally:
        # What is left goes with the process: no need to look for garbage in all that was imported.
        gc.freeze()
