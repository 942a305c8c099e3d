"""Prompts on a terminal that can redraw, with prompt_toolkit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import (
    KeyBindings,
    KeyPressEvent,
    merge_key_bindings,
)
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

from scaffold.wizard.fields import Field, Menu, Writing
from scaffold.wizard.marks import Marks
from scaffold.wizard.prompts import Back, Line, Select, Text
from scaffold.wizard.typeset import columns, cut, flow, joined, rows, wrap

# Magenta and red can be read on black and on white; yellow, cyan and grey on one of them only.
_STYLE = Style.from_dict(
    {
        "mark": "ansimagenta",
        "title": "bold",
        "answer": "bold",
        "chosen": "bold ansimagenta",
        "key": "bold",
        "near": "bg:ansiyellow ansiblack",
        "over": "bold ansired",
        "refused": "bold ansired",
    }
)

# How a terminal of few lines is shared: what was answered before gives way first; an answer can be
# scrolled, and so leaves room for a card; what is asked and which keys there are is always whole.
_GIVES_WAY, _SCROLLS, _STAYS = 1, 10, 100


class Screen:
    """Asks with live prompts, one at a time; each vanishes when it is answered."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._enter_is_ctrl_j = False

    def ask(self, prompt: Text | Select, before: Sequence[Line], *, back: bool) -> str | Back:
        """See `prompts.Asker`."""
        field: Field = (
            Menu(prompt, self._marks)
            if isinstance(prompt, Select)
            else Writing(prompt, self._marks, ctrl_j=not self._enter_is_ctrl_j)
        )
        app: Application[str | Back] = Application(
            Layout(self._layout(field, prompt, before, back), focused_element=field.window),
            key_bindings=merge_key_bindings([self._keys(field, back), field.bindings]),
            style=_STYLE,
            include_default_pygments_style=False,
            erase_when_done=True,
        )
        return app.run()

    def tell(self, lines: Sequence[Line]) -> None:
        """See `prompts.Asker`."""
        text = joined([*(cut(line, columns(), self._marks.more) for line in lines), []])
        print_formatted_text(text, style=_STYLE)

    def _layout(
        self, field: Field, prompt: Text | Select, before: Sequence[Line], back: bool
    ) -> HSplit:
        def above() -> list[Line]:
            card = (
                [*prompt.card(columns()), []] if isinstance(prompt, Select) and prompt.card else []
            )
            return [cut(line, columns(), self._marks.more) for line in (*before, *card)]

        def title() -> list[Line]:
            return [[("class:title", line)] for line in wrap(f"? {prompt.title}", columns() - 1)]

        def below() -> list[Line]:
            width = columns() - 3
            ways = [("Shift-Tab", "back")] if back else []
            keys = [*field.hints, *ways]
            items: list[Line] = [[("class:key", key), ("", f" {does}")] for key, does in keys]
            return [[("", "  "), *line] for line in (*field.status(width), *flow(items, width))]

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
        """The keys of every prompt."""
        keys = KeyBindings()

        def submit(event: KeyPressEvent) -> None:
            answer = field.submit()
            if answer is not None:
                event.app.exit(result=answer)

        keys.add("enter")(submit)
        keys.add("tab")(submit)

        @keys.add("c-j")
        def _(event: KeyPressEvent) -> None:
            # Where one line is all there is, Ctrl-J comes from a terminal that sends it for Enter.
            self._enter_is_ctrl_j = True
            submit(event)

        # The second is what the Linux console sends for Shift-Tab; some phones have arrows only.
        @keys.add("s-tab", filter=back)
        @keys.add("escape", "tab", filter=back)
        @keys.add("left", filter=back and isinstance(field, Menu))
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=Back(field.draft()))

        @keys.add("c-c")
        @keys.add("<sigint>")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        @keys.add("c-z")
        def _(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        @keys.add("c-d", filter=Condition(field.is_empty))
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

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
