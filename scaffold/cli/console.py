"""The only place that prints and exits: plain text to pipes, colour to terminals, or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from scaffold.errors import Failure, RejectedAnswers

INTERRUPTED = 130


def prints_json() -> bool:
    """Whether this call answers a machine."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("json"))


def is_interactive() -> bool:
    """Whether somebody is there to answer questions."""
    # A stream that was closed before Python started is None.
    return (
        all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)) and not prints_json()
    )


def width() -> int:
    """How many columns a page may take: 20 to 100."""
    return min(max(_columns(), 20), 100)


def _columns() -> int:
    # Much as shutil.get_terminal_size, whose import takes longer than all of a page of help; but a
    # page that goes through a pager is still read on the terminal.
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given[:4]):
        return int(given[:4])
    for stream in (1, 2, 0):
        with suppress(OSError):
            if columns := os.get_terminal_size(stream).columns:
                return columns
    return 80


def say(text: str = "") -> None:
    """A line for the reader."""
    click.echo(text, color=_colour())


def say_json(value: object) -> None:
    """One JSON document on standard output; what JSON does not have, such as a date, as text."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True, default=str))


def strong(text: str) -> str:
    """What the eye should find first."""
    return click.style(text, bold=True)


def good(text: str) -> str:
    """What went well."""
    return click.style(text, fg="green", bold=True)


def bad(text: str) -> str:
    """What fails."""
    return click.style(text, fg="red", bold=True)


def dubious(text: str) -> str:
    """What may fail."""
    return click.style(text, fg="yellow", bold=True)


def mild(text: str) -> str:
    """What could be better."""
    return click.style(text, fg="cyan")


@contextmanager
def status(*, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """Tell somebody at a terminal what goes on, in one line that vanishes at the end."""
    shown = shown and sys.stderr.isatty()
    used = 0

    def tell(text: str) -> None:
        nonlocal used
        if shown:
            line = printable(text)[: _columns() - 1]
            click.echo(f"\r{line.ljust(used)}", nl=False, err=True)
            used = len(line)

    try:
        yield tell
    finally:
        tell("")
        if shown:
            click.echo("\r", nl=False, err=True)


@contextmanager
def progress(total: int, done: str) -> Iterator[Callable[[int], None]]:
    """Tell somebody at a terminal how far it is."""
    with status(shown=total > 1) as tell:
        yield lambda count: tell(f"{done} {count} of {total}")


@contextmanager
def no_traceback(*, debug: bool) -> Iterator[None]:
    """Turn whatever goes wrong inside into a sentence and an exit code: raises click's Exit."""
    try:
        yield
    except click.exceptions.Exit:
        raise
    except BrokenPipeError as error:
        # Whoever read has read enough, as of any tool: there is nothing to tell anybody.
        stop_writing()
        raise click.exceptions.Exit(0) from error
    except (KeyboardInterrupt, EOFError) as error:
        tell(Failure("Interrupted: nothing was written."), head="")
        raise click.exceptions.Exit(INTERRUPTED) from error
    except Exception as error:
        if debug:
            import traceback

            traceback.print_exception(error)
        failure = _as_failure(error)
        tell(failure, head="Error: ")
        raise click.exceptions.Exit(failure.exit_code) from error


@contextmanager
def output(done: str) -> Iterator[None]:
    """For what is printed at the end: what is done stays done if nobody can read of it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error, done) from error


class _Unwritable(Failure):
    """Standard output takes no more, so this one goes to standard error even for machines."""


def unwritable(error: OSError, done: str = "") -> Failure:
    """For output that nobody can take; nothing more is written to it."""
    stop_writing()
    return _Unwritable(f"{done}The output could not be written: {error.strerror}.")


def stop_writing() -> None:
    """Send what is still printed nowhere.

    Python would try again to write what is left when it closes the stream, and complain anew.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _as_failure(error: Exception) -> Failure:
    if isinstance(error, Failure):
        return error
    kind = type(error).__name__
    return Failure(f"Unexpected error: {kind}: {error}.", "Run again with --debug.")


def tell(failure: Failure, *, head: str, as_json: bool = False) -> None:
    """What could not be done and what to do, on standard error; for machines on standard output."""
    if (as_json or prints_json()) and not isinstance(failure, _Unwritable):
        say_json(_problem(failure))
        return
    colour = _colour()
    sentence = printable(failure.sentence)
    for line in sentence.splitlines() if isinstance(failure, RejectedAnswers) else [sentence]:
        click.echo(click.style(head, fg="red", bold=True) + line, err=True, color=colour)
    if failure.hint:
        click.echo(printable(failure.hint), err=True, color=colour)


def _problem(failure: Failure) -> dict[str, object]:
    rejected = failure.problems if isinstance(failure, RejectedAnswers) else {}
    answers = {printable(name): printable(why) for name, why in rejected.items()}
    problem = {"message": printable(failure.sentence), "hint": failure.hint, "answers": answers}
    return {"error": problem}


def printable(text: str) -> str:
    """`text` with what would steer a terminal, or be no text at all, written as its code."""
    import unicodedata

    return "".join(
        character.encode("unicode_escape").decode()
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cs")
        else character
        for character in text
    )


def _colour() -> bool | None:
    """None leaves it to click, which colours terminals only.

    NO_COLOR and FORCE_COLOR as no-color.org and force-color.org have them.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None
