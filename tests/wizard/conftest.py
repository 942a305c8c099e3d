"""A terminal in this process: keys go in, and what it shows after each is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from scaffold import wizard
from scaffold.template.questions import Answer, Answers

ENTER, BACK, LEAVE, END = "\r", "\x1b[Z", "\x03", "\x04"
UP, DOWN, CLEAR = "\x1b[A", "\x1b[B", "\x15"


# Given, so that the talk begins with a text.
STARTED: Answers = {"example": "todo"}


class Talk(NamedTuple):
    """What came of it: what was shown before each of the keys, the answers, and what stays."""

    shown: list[str]
    directory: Path
    answers: Answers
    left: str = ""


Hold = Callable[..., Talk]

_RUN = Application[Any].run


class Until(str):
    """No key, but the wait for a text to show."""

    __slots__ = ()


class _Terminal(DummyOutput):
    def __init__(self, size: Size) -> None:
        self._size = size
        self.written = ""

    def get_size(self) -> Size:
        return self._size

    def write(self, data: str) -> None:
        self.written += data


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Hold:
    """Talks to the wizard: each key or text is sent when the one before it shows.

    What is shown at the end of the keys is there too; the talk is then left.
    """
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("ACCESSIBLE", raising=False)

    def hold(
        *keys: str,
        columns: int = 80,
        rows: int = 24,
        given: Mapping[str, Answer] | None = None,
        directory: str | None = "my-plugin",
        ask: Callable[..., Any] | None = None,
    ) -> Talk:
        shown: list[str] = []
        script = list(keys)

        def drawn(app: Application[Any]) -> None:
            output.written = ""
            if not app.is_done:
                shown.append(_text(app))
                if script and isinstance(script[0], Until):
                    if script[0] not in shown[-1]:
                        return
                    del script[0]
                terminal.send_text(script.pop(0) if script else LEAVE)
                # Drawn again when the loop has read the keys, even where they changed nothing.
                loop = asyncio.get_running_loop()
                loop.call_soon(loop.call_soon, app.invalidate)

        def watched(app: Application[Any]) -> Any:
            app.after_render += drawn
            return _RUN(app)

        monkeypatch.setattr(Application, "run", watched)
        place = folder / directory if directory else None
        output = _Terminal(Size(rows=rows, columns=columns))
        with create_pipe_input() as terminal, create_app_session(terminal, output):
            try:
                made, answers = (ask or wizard.ask)({**STARTED, **(given or {})}, place, _plan)
            except KeyboardInterrupt:
                return Talk(shown, folder, {})
        return Talk(shown, made, answers, output.written)

    return hold


def _plan(_answers: Answers) -> Sequence[str]:
    return [".env", "README.md", "plugin/a.py", "tests/b.py"]


def _text(app: Application[Any]) -> str:
    screen = app.renderer.last_rendered_screen
    assert screen
    rows = [screen.data_buffer[row] for row in range(screen.height)]
    lines = [
        "".join(row[column].char for column in range(app.output.get_size().columns)) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines).rstrip()
