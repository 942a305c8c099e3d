"""`ai-plugin host`: the host on this machine, in the browser; or conversations as tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.command import Command
from scaffold.cli.options import debug, files, flag
from scaffold.errors import Failure, Misuse

if TYPE_CHECKING:
    from scaffold.host.playback.play import Result

_TEXT = """Be the host on this machine: register plugins, sign in, converse.

TARGET is a project's directory (which is served, and so its code runs), a domain, or the URL of a
running plugin. The page opens in the browser; whatever is typed there stays in memory.

With --test, TARGET is a conversation file, played without a browser. Exit codes: 0 all as
expected, 1 not so, 2 a file that is no conversation.
"""


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "host",
        text=_TEXT,
        examples=[
            "ai-plugin host .",
            "ai-plugin host http://localhost:3333",
            "ai-plugin host --test tests/conversations/*.yaml",
        ],
        arguments=[
            click.Argument(["targets"], nargs=-1, metavar="[TARGET]...", shell_complete=files)
        ],
        sections={
            "In the browser": [
                click.Option(
                    ["--port"],
                    metavar="PORT",
                    type=click.IntRange(1, 65535),
                    default=3400,
                    help="Where the host listens, on this machine only [default: 3400]",
                ),
                flag("--no-browser", help="Print the address, open nothing"),
            ],
            "As a test": [
                flag("--test", help="Play conversations from files"),
                flag("--json", help="Say what came of them as JSON"),
                click.Option(
                    ["--junit"],
                    metavar="FILE",
                    shell_complete=files,
                    help="Write what came of them as JUnit's XML, too",
                ),
                debug(),
            ],
        },
        callback=_host,
    )


def _host(
    *,
    targets: tuple[str, ...],
    port: int,
    no_browser: bool,
    test: bool,
    json: bool,
    junit: str | None,
) -> None:
    if test:
        raise click.exceptions.Exit(_test(targets, json=json, junit=junit))
    if json or junit:
        name = "--json" if json else "--junit"
        raise Misuse(f"{name}: belongs to --test.", "Add --test and conversation files.")
    from scaffold.host.web.serve import serve

    serve(targets, port, open_browser=not no_browser, say=console.say)


def _test(paths: tuple[str, ...], *, json: bool, junit: str | None) -> int:
    from scaffold.host.playback import file, report
    from scaffold.host.playback.play import play

    if not paths:
        raise Misuse("--test: no file is named.", "Name conversation files, as in the examples.")
    scripts = [file.read(path) for path in paths]
    results: list[Result] = []
    with console.progress(len(scripts), "played") as played:
        for script in scripts:
            results.append(play(script))
            played(len(results))
    if junit:
        try:
            Path(junit).write_bytes(report.junit(results))
        except OSError as error:
            raise Failure(f"{junit}: cannot be written: {error.strerror}.") from error
    if json:
        console.say_json(report.as_json(results))
    else:
        console.say(report.text(results, _paint, console.printable))
    return int(not all(result.is_good for result in results))


def _paint(good: bool, text: str) -> str:
    return console.good(text) if good else console.bad(text)
