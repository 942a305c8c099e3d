"""What a signal such as Ctrl-C does while there is something to clean up, or to finish."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import NoReturn

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
