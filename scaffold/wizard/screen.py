"""Prompts on a terminal that can redraw: questionary's, with what is shown around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Always, Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    VerticalAlign,
    Window,
)
from prompt_toolkit.shortcuts import print_formatted_text
from prompt_toolkit.styles import Style

from scaffold.wizard.menu import Menu
from scaffold.wizard.prompts import Back, Checklist, Line, Prompt, Select, T, Text
from scaffold.wizard.signs import Signs
from scaffold.wizard.typeset import columns, cut, flow, joined, rows, wrap
from scaffold.wizard.writing import Writing

# Magenta, red and dim can be read on black and on white; yellow, cyan and grey on one of them only.
_STYLE = Style.from_dict(
    {
        "mark": "ansimagenta",
        "title": "bold",
        "answer": "bold",
        "chosen": "bold ansimagenta",
        "key": "bold",
        "placeholder": "dim",
        "near": "bg:ansiyellow ansiblack",
        "over": "bold ansired",
        "refused": "bold ansired",
    }
)

# The window of one of questionary's prompts, with the keys, hints and status that it lacks. No more
# of its layout is shown, which breaks a question within words and cuts a refusal at the edge.
Field = Writing | Menu

# How a terminal of few lines is shared: what was answered before gives way first; an answer can be
# scrolled, and so leaves room for a card; what is asked and which keys there are is always whole.
_GIVES_WAY, _SCROLLS, _STAYS = 1, 10, 100


class Screen:
    """Asks with live prompts, one at a time; each vanishes when it is answered."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._enter_is_ctrl_j = False

    def ask(self, prompt: Prompt[T], before: Sequence[Line], *, back: bool) -> T | Back:
        """See `prompts.Asker`."""
        field: Field
        if isinstance(prompt, Text):
            field = Writing(prompt, self._signs, ctrl_j=not self._enter_is_ctrl_j)
        else:
            field = Menu(cast("Select[Any] | Checklist[Any]", prompt), self._signs)
        app = field.app
        app.layout = Layout(self._layout(field, prompt, before, back), field.window)
        app.key_bindings = merge_key_bindings(
            [app.key_bindings or KeyBindings(), self._keys(field, back), field.keys]
        )
        app.style = _STYLE
        app.erase_when_done = True
        result = app.run()
        return result if isinstance(result, Back) else cast("T", field.answer())

    def tell(self, lines: Sequence[Line]) -> None:
        """See `prompts.Asker`."""
        text = joined([*(cut(line, columns(), self._signs.more) for line in lines), []])
        print_formatted_text(text, style=_STYLE)

    def _layout(
        self, field: Field, prompt: Prompt[Any], before: Sequence[Line], back: bool
    ) -> HSplit:
        def above() -> list[Line]:
            card = prompt.card(columns()) if isinstance(prompt, Select) else ()
            lines = (*before, *card, []) if card else before
            return [cut(line, columns(), self._signs.more) for line in lines]

        def title() -> list[Line]:
            return [[("class:title", line)] for line in wrap(f"? {prompt.title}", columns() - 1)]

        def below() -> list[Line]:
            width = columns() - 3
            ways = [("Shift-Tab", "back")] if back else []
            keys = [*field.hints(), *ways]
            items: list[Line] = [[("class:key", key), ("", f" {does}")] for key, does in keys]
            return [[("", "  "), *line] for line in (*field.status(width), *flow(items, width))]

        field.window.dont_extend_height = Always()
        field.window.height = lambda: _height(field.least, _SCROLLS)
        return HSplit(
            [
                _window(
                    above,
                    _GIVES_WAY if before else _SCROLLS,
                    lambda: Point(0, max(len(before) - 1, 0)),
                ),
                _window(title),
                field.window,
                _window(below),
            ],
            align=VerticalAlign.TOP,
        )

    def _keys(self, field: Field, back: bool) -> KeyBindings:
        """The keys of every prompt, besides questionary's."""
        keys = KeyBindings()

        @keys.add("tab")
        @keys.add("c-j")
        def _(event: KeyPressEvent) -> None:
            # Where one line is all there is, Ctrl-J comes from a terminal that sends it for Enter.
            self._enter_is_ctrl_j |= event.key_sequence[0].key == Keys.ControlJ
            event.key_processor.feed(KeyPress(Keys.Enter), first=True)

        # The second is what the Linux console sends for Shift-Tab; some phones have arrows only.
        @keys.add("s-tab", filter=back)
        @keys.add("escape", "tab", filter=back)
        @keys.add("left", filter=back and isinstance(field, Menu))
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=Back(field.draft()))

        # As in a shell: Ctrl-D deletes, and ends the input where there is nothing to delete.
        at_end = Condition(lambda: not field.app.current_buffer.text)
        keys.add("c-d", filter=at_end)(lambda event: event.app.exit(exception=EOFError))
        keys.add("<sigint>")(lambda event: event.app.exit(exception=KeyboardInterrupt))
        keys.add("c-z")(lambda event: event.app.suspend_to_background())
        # These would search what was written before, in a line that is not shown.
        keys.add("c-r")(lambda _: None)
        keys.add("c-s")(lambda _: None)
        return keys


def _window(
    lines: Callable[[], list[Line]],
    weight: int = _STAYS,
    look_at: Callable[[], Point] | None = None,
) -> ConditionalContainer:
    """A window as high as its lines; where they do not all fit, it shows the one to look at."""
    control = FormattedTextControl(lambda: joined(lines()), get_cursor_position=look_at)
    window = Window(
        control,
        height=lambda: _height(len(lines()) if weight == _STAYS else 0, weight),
        dont_extend_height=True,
    )
    return ConditionalContainer(window, Condition(lambda: bool(lines())))


def _height(needed: int, weight: int) -> Dimension:
    """At least the lines that are needed, as long as no window needs more than its third."""
    return Dimension(min=min(needed, rows() // 3), weight=weight)
