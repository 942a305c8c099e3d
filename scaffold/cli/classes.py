"""`ai-plugin class`: what a teacher carries into a room."""

from __future__ import annotations

import re
import sys

import click

from scaffold.cli import console
from scaffold.cli.command import Command, Group
from scaffold.cli.options import debug, directories
from scaffold.errors import Misuse

_SYSTEMS = ("linux", "macos", "windows")

_TEXT = """Fill DIRECTORY with all that a room without a network installs.

Wheels of the tool and of whatever its projects need, checksums, a script that starts it.
Stopped, the same command goes on. Needs pip, and a package index.
"""


def command() -> click.Command:
    """The commands, for click."""
    return Group(
        "class",
        text="Prepare a class: what thirty people install without a network.",
        examples=["ai-plugin class kit kit --for linux,macos,windows"],
        commands=[
            Command(
                "kit",
                text=_TEXT,
                examples=["ai-plugin class kit kit --for linux,macos,windows --python 3.12"],
                arguments=[click.Argument(["directory"], shell_complete=directories)],
                sections={
                    "Options": [
                        click.Option(
                            ["--for", "systems"],
                            metavar="SYSTEM[,SYSTEM]...",
                            help="Of linux, macos, windows [default: this one]",
                        ),
                        click.Option(
                            ["--python"],
                            metavar="VERSION",
                            help="The Python there, such as 3.12 [default: this one]",
                        ),
                        debug(),
                    ]
                },
                callback=_kit,
            )
        ],
        sections={"Options": []},
    )


def _kit(*, directory: str, systems: str | None, python: str | None) -> None:
    from pathlib import Path

    from scaffold.classes import kit

    here = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    named = list(dict.fromkeys((systems or here).split(",")))
    if unknown := [name for name in named if name not in _SYSTEMS]:
        raise Misuse(f"--for {unknown[0]}: must be of {', '.join(_SYSTEMS)}.")
    version = python or f"{sys.version_info.major}.{sys.version_info.minor}"
    if not re.fullmatch(r"3\.\d{2}", version) or version < "3.11":
        raise Misuse(f"--python {version}: must be 3.11 or newer, such as 3.12.")
    path = Path(directory).expanduser().resolve()
    with console.status() as tell:
        size = kit.make(path, named, version, tell)
    console.say(f"{console.good('Created')} {path}: {size // 1_000_000} MB for {', '.join(named)}.")
    console.say("Copy it to each machine; README.md there says how it is started.")
