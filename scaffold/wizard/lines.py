"""Prompts in plain lines, for screen readers and for terminals that cannot redraw.

Nothing that was printed changes, and colour says nothing.
"""

from __future__ import annotations

import getpass
import re
import shutil
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from scaffold.wizard.prompts import Back, Checklist, Choice, Line, Prompt, Select, T, Text, plain

_BACK = "<"


class Lines:
    """Asks by printing a question and reading a line."""

    def __init__(self) -> None:
        self._explained = False

    def ask(self, prompt: Prompt[T], _before: Sequence[Line], *, back: bool) -> T | Back:
        """See `prompts.Asker`; what was answered before has been read."""
        if not self._explained:
            _say(f"Enter takes the answer in brackets; {_BACK} goes back to the question before.")
            self._explained = True
        print()
        reading = (
            _text(prompt)
            if isinstance(prompt, Text)
            else _menu(cast("Select[Any] | Checklist[Any]", prompt))
        )
        while True:
            typed = _read(reading.label, secret=reading.secret)
            if typed == _BACK and back:
                return Back(reading.draft)
            try:
                answer: T = reading.parse(typed)
            except ValueError as error:
                _say(f"Not accepted: {error}")
            else:
                return answer

    def tell(self, lines: Sequence[Line]) -> None:
        """Nothing: all of it has been read."""


class _Reading(NamedTuple):
    """How a line is read, once the question is printed; `parse` raises ValueError."""

    label: str
    parse: Callable[[str], Any]
    draft: Any
    secret: bool = False


def _text(prompt: Text) -> _Reading:
    _say(f"{prompt.title} (at most {prompt.limit} characters)" if prompt.limit else prompt.title)
    if prompt.multiline:
        _say("A line that ends in \\ goes on in the next one.")
    current = prompt.draft or prompt.default
    if prompt.placeholder and not current:
        _say(f"For example: {prompt.placeholder}")

    def parse(typed: str) -> str:
        while prompt.multiline and typed.endswith("\\"):
            typed = f"{typed[:-1]}\n{_read('> ')}"
        return _accepted(typed.rstrip("\n") or current, prompt.problem)

    shown = "hidden" if prompt.secret and current else " ".join(_harmless(current).split())
    return _Reading(f"[{shown}]: ", parse, current, prompt.secret)


def _menu(prompt: Select[Any] | Checklist[Any]) -> _Reading:
    for line in prompt.card(_width()) if isinstance(prompt, Select) else ():
        print(plain(line).rstrip())
    _say(prompt.title)
    for number, choice in enumerate(prompt.choices, 1):
        _say(f"{number:2}. {choice.label}")
    values = [choice.value for choice in prompt.choices]
    if isinstance(prompt, Select):
        default = str(values.index(prompt.default) + 1)
        return _Reading(
            f"Number [{default}]: ",
            lambda typed: values[_index(typed.strip() or default, prompt.choices)],
            prompt.default,
        )
    ticked = [str(number) for number, value in enumerate(values, 1) if value in prompt.default]

    def parse(typed: str) -> list[Any]:
        words = typed.replace(",", " ").split() or ticked
        indices = {_index(word, prompt.choices) for word in words if word != "0"}
        return _accepted([values[index] for index in sorted(indices)], prompt.problem)

    return _Reading(f"Numbers, 0 for none [{' '.join(ticked) or 0}]: ", parse, prompt.default)


def _accepted(answer: T, problem: Callable[[T], str | None]) -> T:
    if refusal := problem(answer):
        raise ValueError(refusal)
    return answer


def _index(typed: str, choices: Sequence[Choice[T]]) -> int:
    """Which choice is meant, by its number or by what only its label begins with."""
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= len(choices):
        return int(typed) - 1
    typed = typed.casefold()
    begun = [at for at, choice in enumerate(choices) if choice.label.casefold().startswith(typed)]
    if len(begun) != 1:
        raise ValueError(f"must be a number from 1 to {len(choices)}")
    return begun[0]


def _read(label: str, *, secret: bool = False) -> str:
    while True:
        try:
            return getpass.getpass(label) if secret else input(label)
        except UnicodeDecodeError:
            _say("Not accepted: holds bytes that are no text in this terminal's encoding")
        except (KeyboardInterrupt, EOFError):
            # What is said of it begins a line.
            print()
            raise


def _say(text: str) -> None:
    """Print it in lines that end between words; what follows the first is indented."""
    print(textwrap.fill(_harmless(text), _width(), subsequent_indent="    "))


def _harmless(text: str) -> str:
    """A text without control characters: a stranger's could write over what stands there."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)


def _width() -> int:
    return max(shutil.get_terminal_size().columns - 1, 20)
