"""Where an answer is written or chosen, and what its keys do."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Protocol

import click
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import BufferControl, FormattedTextControl, ScrollOffsets, Window

from scaffold.wizard.marks import Marks
from scaffold.wizard.prompts import Line, Select, Text
from scaffold.wizard.typeset import columns, cut, joined, wrap


class Field(Protocol):
    """A window to answer in, with keys of its own besides those of every prompt."""

    window: Window
    # The lines that it needs however few there are.
    least: int
    bindings: KeyBindings
    hints: list[tuple[str, str]]

    def draft(self) -> str:
        """What is written or chosen so far."""

    def submit(self) -> str | None:
        """The answer; None where it is refused."""

    def status(self, width: int) -> list[Line]:
        """What there is to say of the answer so far."""

    def is_empty(self) -> bool:
        """Whether Ctrl-D has nothing to delete here, and so ends the input."""


class Menu:
    """One of several, by arrow keys or number."""

    def __init__(self, select: Select, marks: Marks) -> None:
        self._select, self._marks = select, marks
        self._values = [choice.value for choice in select.choices]
        self._at = self._values.index(select.default)
        self.least = min(3, len(self._values))
        self.hints = [("Up/Down", "choose"), ("Enter", "take")]
        self.bindings = self._bind()
        control = FormattedTextControl(
            lambda: joined(list(chain(*self._lines()))),
            focusable=True,
            show_cursor=False,
            get_cursor_position=self._cursor,
        )
        # The line after the chosen one shows that there is more.
        self.window = Window(
            control, dont_extend_height=True, scroll_offsets=ScrollOffsets(top=1, bottom=1)
        )

    def draft(self) -> str:
        """The choice so far."""
        return self._values[self._at]

    def submit(self) -> str:
        """The choice: any is an answer."""
        return self.draft()

    def status(self, width: int) -> list[Line]:  # noqa: ARG002
        """Nothing: a choice cannot be wrong."""
        return []

    def is_empty(self) -> bool:
        """There is nothing to delete."""
        return True

    def _lines(self) -> list[list[Line]]:
        """The lines of each choice: next to a card one, else as many as it takes."""
        found = []
        for index, choice in enumerate(self._select.choices):
            style, mark = ("class:chosen", self._marks.pointer) if index == self._at else ("", " ")
            label = f"{mark} {choice.label}"
            if self._select.card:
                found.append([cut([(style, label)], columns(), self._marks.more)])
            else:
                found.append([[(style, line)] for line in wrap(label, columns() - 1, "    ")])
        return found

    def _cursor(self) -> Point:
        return Point(0, sum(len(lines) for lines in self._lines()[: self._at]))

    def _bind(self) -> KeyBindings:
        bindings = KeyBindings()

        def to(index: int) -> None:
            self._at = index % len(self._values)

        for keys, step in ((("up", "c-p", "k"), -1), (("down", "c-n", "j"), 1)):
            for key in keys:
                bindings.add(key)(lambda _, step=step: to(self._at + step))
        bindings.add("home")(lambda _: to(0))
        bindings.add("end")(lambda _: to(-1))
        for index in range(min(len(self._values), 9)):
            bindings.add(str(index + 1))(lambda _, index=index: to(index))
        return bindings


class Writing:
    """A text, with what is wrong with it told while it is written."""

    least = 1

    def __init__(self, text: Text, marks: Marks, *, ctrl_j: bool = True) -> None:
        """`ctrl_j`: whether this terminal tells Ctrl-J from Enter."""
        self._text, self._marks = text, marks
        self._problem = lru_cache(maxsize=1)(text.problem)
        self._refused: str | None = None
        self._trouble = ""
        self.hints = [("Enter", "next")]
        if text.multiline:
            self._newlines = [["escape", "enter"], *([["c-j"]] if ctrl_j else [])]
            self.hints += [("Ctrl-J" if ctrl_j else "Alt-Enter", "new line"), ("Ctrl-O", "editor")]
        self._buffer = Buffer(document=Document(text.default), multiline=text.multiline)
        self.window = Window(
            BufferControl(self._buffer),
            dont_extend_height=True,
            wrap_lines=True,
            get_line_prefix=self._prefix,
        )
        self.bindings = self._bind()

    def draft(self) -> str:
        """The text so far, without the line breaks that a paste or an editor puts at its end."""
        return self._buffer.text.rstrip("\n")

    def submit(self) -> str | None:
        """The text, unless there is a problem with it."""
        # Not from memory: whether a directory can be used may have changed.
        if self._text.problem(self.draft()) is None:
            return self.draft()
        self._refused = self.draft()
        return None

    def status(self, width: int) -> list[Line]:
        """How long the text is, and what is wrong with it: loudly after Enter only."""
        text, limit = self.draft(), self._text.limit
        style, count = _count(len(text), limit) if limit else ("", "")
        loud, complaint = self._complaint(text)
        if not complaint:
            return [[(style, count)]] if count else []
        first, *more = wrap(f"{count}  {complaint}".lstrip(), width, "")
        tone = "class:refused" if loud else ""
        return [
            [(style, count), (tone, first[len(count) :])],
            *([(tone, line)] for line in more),
        ]

    def _complaint(self, text: str) -> tuple[bool, str]:
        """Whether something was refused, and what there is to say."""
        if text == self._refused:
            return True, f"{self._marks.refused} {self._problem(text)}"
        if self._trouble:
            return True, f"{self._marks.refused} {self._trouble}"
        limit = self._text.limit
        if text in ("", self._text.default) or (limit and len(text) > limit):
            return False, ""
        # Half an e-mail address is wrong, but nobody has done anything wrong.
        return False, self._problem(text) or ""

    def is_empty(self) -> bool:
        """As in a shell: Ctrl-D deletes, and ends the input where there is nothing to delete."""
        return not self._buffer.text

    def _prefix(self, line: int, wrapped: int) -> FormattedText:
        mark = self._marks.pointer if (line, wrapped) == (0, 0) else " "
        return FormattedText([("class:mark", f"{mark} ")])

    def _bind(self) -> KeyBindings:
        bindings = KeyBindings()

        @bindings.add(Keys.BracketedPaste)
        def _paste(event: KeyPressEvent) -> None:
            pasted = event.data.replace("\r\n", "\n").replace("\r", "\n")
            event.current_buffer.insert_text(
                pasted if self._text.multiline else " ".join(pasted.split("\n")).strip()
            )

        if self._text.multiline:
            for keys in self._newlines:
                bindings.add(*keys)(lambda event: event.current_buffer.insert_text("\n"))
            bindings.add("c-o")(self._edit)
            bindings.add("c-x", "c-e")(self._edit)
        return bindings

    async def _edit(self, event: KeyPressEvent) -> None:
        """Write on in the user's editor, `$VISUAL` or `$EDITOR`."""
        self._trouble = ""
        try:
            written = await run_in_terminal(
                lambda: click.edit(self._buffer.text, require_save=False), in_executor=True
            )
        except (click.ClickException, OSError, UnicodeDecodeError) as error:
            self._trouble = str(error)
        else:
            self._buffer.document = Document((written or "").rstrip("\n"))
        event.app.invalidate()


def _count(used: int, limit: int) -> tuple[str, str]:
    """How much is written of what may be, and the style to say it in."""
    if used > limit:
        return "class:over", f"{used}/{limit}, {used - limit} too many"
    if limit - used <= max(3, limit // 10):
        return "class:near", f"{used}/{limit}, {limit - used} left"
    return "", f"{used}/{limit}"
