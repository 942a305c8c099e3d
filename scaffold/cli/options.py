"""What the options of every command have in common."""

from __future__ import annotations

import click

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def flag(*names: str, **settings: object) -> click.Option:
    """An option that is there or not."""
    return click.Option(names, is_flag=True, **settings)  # type: ignore[arg-type]


def debug() -> click.Option:
    """`--debug`, which `console.no_traceback` obeys."""
    return flag("--debug", help="Show the traceback of an error")


def installed() -> str:
    """The version of create-ai-plugin that runs."""
    from importlib.metadata import version

    return version("create-ai-plugin")
