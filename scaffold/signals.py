"""What a signal such as Ctrl-C does while there is something to clean up, or to finish."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers


def raising() -> AbstractContextManager[None]:
    """Let Ctrl-C and a polite kill raise inside, so that what was begun is cleaned up."""

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    return _handled({"SIGINT": signal.default_int_handler, "SIGTERM": leave, "SIGHUP": leave})


def ignored() -> AbstractContextManager[None]:
    """Keep Ctrl-C and a polite kill off what must not stop in mid-step, child processes too."""
    return _handled(dict.fromkeys(("SIGINT", "SIGTERM", "SIGHUP"), signal.SIG_IGN))


@contextmanager
def left_to_child() -> Iterator[list[int]]:
    """Let Ctrl-C end a child process, which the terminal sends it too, and not this one.

    Gives the list of those that came; a polite kill raises.
    """
    interrupts: list[int] = []
    with raising(), _handled({"SIGINT": lambda number, _: interrupts.append(number)}):
        yield interrupts


def end(process: subprocess.Popen[Any]) -> None:
    """End a process that leads a session, with all that it started, which would go on alone."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


@contextmanager
def _handled(handlers: Mapping[str, _Handler]) -> Iterator[None]:
    before = {
        number: signal.signal(number, handler)
        for name, handler in handlers.items()
        # Not every system has them all.
        if (number := getattr(signal, name, None))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
