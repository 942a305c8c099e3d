"""Signals, while there is something to clean up: files half written, a terminal that reads keys."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


@contextmanager
def raising() -> Iterator[None]:
    """Let Ctrl-C and a polite kill raise, so that what was begun is cleaned up."""

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    names = {"SIGINT": signal.default_int_handler, "SIGTERM": leave, "SIGHUP": leave}
    before = {
        number: signal.signal(number, handler)
        for name, handler in names.items()
        if (number := getattr(signal, name, None))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
