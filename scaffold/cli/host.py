"""`ai-plugin host`: the host on this machine, in the browser; or conversations as tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.command import Command
from scaffold.cli.options import debug, files, flag
from scaffold.errors import Failure, Misuse

if TYPE_CHECKING:
    import socket

    from scaffold.host.conversation_file import Play
    from scaffold.host.models.endpoint import Endpoint
    from scaffold.host.playback.play import Result

_TEXT = """Be the host on this machine: register plugins, sign in, converse.

TARGET is a project's directory (which is served, and so its code runs), a domain, or the URL of a
running plugin. The page opens in the browser. Conversations are kept, without secrets;
credentials stay in memory, unless --remember keeps them.

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
            "ai-plugin host . --model http://localhost:11434/v1 --model-name qwen3:4b",
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
                flag("--remember", help="Keep credentials: in the system's keyring, or a file"),
            ],
            "With a model": [
                click.Option(
                    ["--model"],
                    metavar="URL",
                    help="An OpenAI-compatible endpoint; its key is AI_PLUGIN_MODEL_KEY",
                ),
                click.Option(
                    ["--model-name"], metavar="NAME", help="Which of its models, such as qwen3:4b"
                ),
                flag("--online", help="Let the endpoint be off this machine"),
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
                click.Option(
                    ["--compare"],
                    metavar="OTHER",
                    shell_complete=files,
                    help="Play them with another state of the plugin, too: a branch or a directory",
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
    remember: bool,
    model: str | None,
    model_name: str | None,
    online: bool,
    test: bool,
    json: bool,
    junit: str | None,
    compare: str | None,
) -> None:
    endpoint = _endpoint(model, model_name, online=online)
    if test:
        code = _test(targets, endpoint, json=json, junit=junit, compare=compare)
        raise click.exceptions.Exit(code)
    if json or junit or compare:
        name = "--json" if json else "--junit" if junit else "--compare"
        raise Misuse(f"{name}: belongs to --test.", "Add --test and conversation files.")
    from scaffold.host.web.serve import serve

    with _listen(port) as listener:
        serve(
            listener,
            targets,
            endpoint=endpoint,
            remember=remember,
            open_browser=not no_browser,
            say=console.say,
        )


def _endpoint(url: str | None, name: str | None, *, online: bool) -> Endpoint | None:
    if not url and not name:
        if online:
            raise Misuse("--online: belongs to --model.", "Name the URL and the model.")
        return None
    if not url or not name:
        raise Misuse("--model and --model-name belong together.", "Name the URL and the model.")
    from scaffold.host.models.endpoint import Endpoint

    return Endpoint(url, name, key=os.environ.get("AI_PLUGIN_MODEL_KEY", ""), online=online)


def _listen(port: int) -> socket.socket:
    """A socket on the port, or on the next free one where somebody is there to agree."""
    from scaffold.host.web.serve import Taken, listen

    try:
        return listen(port)
    except Taken as taken:
        if taken.free is None or not console.is_interactive():
            raise
        if not click.confirm(f"Port {port} is taken. Use {taken.free}?", default=True):
            raise
        return listen(taken.free)


def _test(
    paths: tuple[str, ...],
    endpoint: Endpoint | None,
    *,
    json: bool,
    junit: str | None,
    compare: str | None,
) -> int:
    from scaffold.host import conversation_file
    from scaffold.host.playback import report
    from scaffold.host.playback.compare import compared

    if not paths:
        raise Misuse("--test: no file is named.", "Name conversation files, as in the examples.")
    scripts = [conversation_file.read(path) for path in paths]
    results, others = _played(scripts, endpoint, compare)
    if junit:
        try:
            Path(junit).write_bytes(report.junit(results))
        except OSError as error:
            raise Failure(f"{junit}: cannot be written: {error.strerror}.") from error
    turns = compared(results, others) if compare else []
    if json:
        more = {"compared": report.compared_as_json(turns)} if compare else {}
        console.say_json({**report.as_json(results), **more})
    else:
        console.say(report.text(results, _paint, console.printable))
        if compare:
            console.say(report.comparison(turns, compare, _paint, console.printable))
    return int(not all(result.is_good for result in results))


def _played(
    scripts: list[Play], endpoint: Endpoint | None, compare: str | None
) -> tuple[list[Result], list[Result]]:
    """What came of each, and with the other plugin, if it is to be compared with one."""
    from scaffold.host.playback.compare import other
    from scaffold.host.playback.play import play

    here: list[Result] = []
    there: list[Result] = []
    with console.progress(len(scripts), "played") as played:
        for script in scripts:
            if compare:
                with other(script, compare) as same:
                    there.append(play(same, endpoint))
            here.append(play(script, endpoint))
            played(len(here))
    return here, there


def _paint(good: bool, text: str) -> str:
    return console.good(text) if good else console.bad(text)
