"""Prompts in plain lines, for screen readers and for terminals that cannot redraw.

Nothing that was printed changes, and colour says nothing.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from scaffold.wizard.prompts import Back, Line, Select, Text, plain

_BACK = "<"


class Lines:
    """Asks by printing a question and reading a line."""

    def __init__(self) -> None:
        self._explained = False

    def ask(self, prompt: Text | Select, _before: Sequence[Line], *, back: bool) -> str | Back:
        """See `prompts.Asker`; what was answered before has been read."""
        if not self._explained:
            _say(f"Enter takes the answer in brackets; {_BACK} goes back to the question before.")
            self._explained = True
        print()
        return _select(prompt, back) if isinstance(prompt, Select) else _text(prompt, back)

    def tell(self, lines: Sequence[Line]) -> None:
        """Nothing: all of it has been read."""


def _text(prompt: Text, back: bool) -> str | Back:
    _say(f"{prompt.title} (at most {prompt.limit} characters)" if prompt.limit else prompt.title)
    if prompt.multiline:
        _say("A line that ends in \\ goes on in the next one.")
    while True:
        answer = _read(f"[{' '.join(prompt.default.split())}]: ")
        if answer == _BACK and back:
            return Back(prompt.default)
        while prompt.multiline and answer.endswith("\\"):
            answer = f"{answer[:-1]}\n{_read('> ')}"
        answer = answer.rstrip("\n") or prompt.default
        problem = prompt.problem(answer)
        if not problem:
            return answer
        _say(f"Not accepted: {problem}")


def _select(prompt: Select, back: bool) -> str | Back:
    for line in prompt.card(_width()) if prompt.card else ():
        print(plain(line).rstrip())
    _say(prompt.title)
    for number, choice in enumerate(prompt.choices, 1):
        _say(f"{number:2}. {choice.label}")
    values = [choice.value for choice in prompt.choices]
    default = values.index(prompt.default) + 1
    while True:
        typed = _read(f"Number [{default}]: ").strip() or str(default)
        if typed == _BACK and back:
            return Back(prompt.default)
        if typed in values:
            return typed
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= len(values):
            return values[int(typed) - 1]
        _say(f"Not accepted: must be a number from 1 to {len(values)}")


def _read(prompt: str) -> str:
    while True:
        try:
            return input(prompt)
        except UnicodeDecodeError:
            _say("Not accepted: holds bytes that are no text in this terminal's encoding")
        except (KeyboardInterrupt, EOFError):
            # What is said of it begins a line.
            print()
            raise


def _say(text: str) -> None:
    """Print it in lines that end between words; what follows the first is indented."""
    print(textwrap.fill(text, _width(), subsequent_indent="    "))


def _width() -> int:
    return max(shutil.get_terminal_size().columns - 1, 20)
