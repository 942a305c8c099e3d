"""A text to write, with its length and what is wrong with it."""

from __future__ import annotations

from functools import lru_cache

import click
import questionary
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.buffer import ValidationState
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.validation import ValidationError

from scaffold.wizard.prompts import Line, Text
from scaffold.wizard.signs import Signs
from scaffold.wizard.typeset import wrap


class Writing:
    """A text to write; its default stands there in grey until something is written."""

    least = 1

    def __init__(self, text: Text, signs: Signs, *, ctrl_j: bool) -> None:
        """`ctrl_j`: whether this terminal tells Ctrl-J from Enter."""
        self._text, self._signs = text, signs
        self._problem = lru_cache(maxsize=1)(text.problem)
        self._newline = ("Ctrl-J", "c-j") if ctrl_j else ("Alt-Enter", "")
        grey = " ".join((text.default or text.placeholder).split())
        self.app = (questionary.password if text.secret else questionary.text)(
            text.title,
            text.draft,
            validate=lambda _: text.problem(self.answer()) or True,
            validate_while_typing=False,
            placeholder=[("class:placeholder", "*" * len(grey) if text.secret else grey)],
        ).application
        self.window = self.app.layout.current_window
        self.window.get_line_prefix = self._prefix
        self._buffer = self.app.current_buffer
        self.keys = self._bind()

    def hints(self) -> list[tuple[str, str]]:
        """The keys to know, and what each does."""
        hints = [("Enter", "next")]
        if self._shows_default():
            hints.append(("Tab", "edit"))
        if self._text.multiline:
            hints += [("Ctrl-O", "editor"), (self._newline[0], "new line")]
        return hints

    def status(self, width: int) -> list[Line]:
        """How long the text is, and what is wrong with it: loudly after Enter only."""
        limit = self._text.limit
        style, count = _count(len(self.answer()), limit) if limit else ("", "")
        tone, complaint = self._complaint()
        if not complaint:
            return [[(style, count)]] if count else []
        first, *more = wrap(f"{count}  {complaint}".lstrip(), width, "")
        return [
            [(style, count), (tone, first[len(count) :])],
            *([(tone, line)] for line in more),
        ]

    def draft(self) -> str:
        """The text so far, without the line breaks that a paste or an editor puts at its end."""
        return self._buffer.text.rstrip("\n")

    def answer(self) -> str:
        """What is written, or the default where nothing is."""
        return self.draft() if self._buffer.text else self._text.default

    def _shows_default(self) -> bool:
        return bool(self._text.default) and not self._buffer.text

    def _complaint(self) -> tuple[str, str]:
        """What there is to say, after the style to say it in."""
        if error := self._buffer.validation_error:
            return "class:refused", f"{self._signs.refused} {error.message}"
        text, limit = self.draft(), self._text.limit
        if text in ("", self._text.default, self._text.draft) or (limit and len(text) > limit):
            return "", ""
        # Half an e-mail address is wrong, but nobody has done anything wrong.
        return "", self._problem(text) or ""

    def _prefix(self, line: int, wrapped: int) -> FormattedText:
        pointer = self._signs.pointer if (line, wrapped) == (0, 0) else " "
        return FormattedText([("class:mark", f"{pointer} ")])

    def _bind(self) -> KeyBindings:
        keys = KeyBindings()
        buffer, multiline = self._buffer, self._text.multiline
        shows_default = Condition(self._shows_default)

        @keys.add("enter")
        def _(_event: KeyPressEvent) -> None:
            # Not from memory: whether a directory can be used may have changed.
            buffer.validation_state = ValidationState.UNKNOWN
            buffer.validate_and_handle()

        @keys.add("tab", filter=shows_default)
        @keys.add("right", filter=shows_default)
        def _(_event: KeyPressEvent) -> None:
            buffer.document = Document(self._text.default)

        @keys.add(Keys.BracketedPaste)
        def _(event: KeyPressEvent) -> None:
            lines = event.data.replace("\r\n", "\n").replace("\r", "\n")
            buffer.insert_text(lines if multiline else lines.replace("\n", " ").strip())

        if multiline:
            for newline in filter(all, (("escape", "enter"), self._newline[1:])):
                keys.add(*newline)(lambda _: buffer.insert_text("\n"))
            keys.add("c-o")(self._edit)
            keys.add("c-x", "c-e")(self._edit)
        return keys

    async def _edit(self, event: KeyPressEvent) -> None:
        """Write on in the user's editor, `$VISUAL` or `$EDITOR`."""
        try:
            written = await run_in_terminal(
                lambda: click.edit(self.answer(), require_save=False), in_executor=True
            )
        except (click.ClickException, OSError, UnicodeDecodeError) as error:
            self._buffer.validation_error = ValidationError(message=str(error))
        else:
            self._buffer.document = Document((written or "").rstrip("\n"))
        event.app.invalidate()


def _count(used: int, limit: int) -> tuple[str, str]:
    """How much is written of what may be, after the style to say it in."""
    if used > limit:
        return "class:over", f"{used}/{limit}, {used - limit} too many"
    if limit - used <= max(3, limit // 10):
        return "class:near", f"{used}/{limit}, {limit - used} left"
    return "", f"{used}/{limit}"
