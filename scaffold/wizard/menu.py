"""One or any of several, by arrow keys, number or letter."""

from __future__ import annotations

from typing import Any

import questionary
from prompt_toolkit.formatted_text import FormattedText, fragment_list_to_text
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ScrollOffsets, Window
from questionary.prompts.common import InquirerControl

from scaffold.wizard.prompts import Checklist, Line, Select
from scaffold.wizard.signs import Signs
from scaffold.wizard.typeset import columns, cut, joined, wrap


class Menu:
    """The choices: next to a card in one line each, else in as many as they take."""

    def __init__(self, menu: Select[Any] | Checklist[Any], signs: Signs) -> None:
        self._menu, self._signs = menu, signs
        self._many = isinstance(menu, Checklist) and menu.many
        self._values = [choice.value for choice in menu.choices]
        self.app = self._question(menu).application
        windows = self.app.layout.find_all_windows()
        controls = (window.content for window in windows)
        self._control = next(one for one in controls if isinstance(one, InquirerControl))
        self._control.text = self._lines
        # The line after the chosen one shows that there is more.
        offsets = ScrollOffsets(top=1, bottom=1)
        self.window = Window(self._control, scroll_offsets=offsets, always_hide_cursor=True)
        self.least = min(3, len(menu.choices))
        self.keys = self._bind()

    def hints(self) -> list[tuple[str, str]]:
        """The keys to know, and what each does."""
        if isinstance(self._menu, Select):
            return [("Up/Down", "choose"), ("Enter", "take")]
        if self._many:
            return [
                ("Letters", "look for"),
                ("Up/Down", "move"),
                ("Space", "tick"),
                ("Enter", "next"),
            ]
        return [("Up/Down", "move"), ("Space", "tick"), ("a", "all"), ("Enter", "next")]

    def status(self, width: int) -> list[Line]:
        """What is looked for, how much is ticked, and why that was refused."""
        refusal = fragment_list_to_text(self._control.error_message or [])
        lines = wrap(f"{self._signs.refused} {refusal}", width, "") if refusal else []
        measure = self._menu.measure(self.draft()) if isinstance(self._menu, Checklist) else ""
        sought = self._control.search_filter
        if sought:
            nothing = "" if self._control.found_in_search else " (nothing, so all are shown)"
            measure = f"/{sought}{nothing}  {measure}"
        told: list[Line] = [[("", line)] for line in (wrap(measure, width, "") if measure else [])]
        return [*told, *([("class:refused", line)] for line in lines)]

    def draft(self) -> Any:
        """What is chosen or ticked so far."""
        if isinstance(self._menu, Select):
            return self._values[self._control.pointed_at]
        ticked = self._control.selected_options
        return [value for index, value in enumerate(self._values) if index in ticked]

    answer = draft

    def _question(self, menu: Select[Any] | Checklist[Any]) -> questionary.Question:
        # Indices stand for the values: questionary takes None for no value.
        choices = [questionary.Choice(label, at) for at, (label, _) in enumerate(menu.choices)]
        if isinstance(menu, Select):
            return questionary.select(
                menu.title, choices, choices[self._values.index(menu.default)]
            )
        for choice, value in zip(choices, self._values, strict=True):
            choice.checked = value in menu.default
        return questionary.checkbox(
            menu.title,
            choices,
            validate=lambda _: menu.problem(self.draft()) or True,
            use_search_filter=self._many,
            use_jk_keys=not self._many,
        )

    def _lines(self) -> FormattedText:
        lines: list[Line] = []
        cuts = self._many or (isinstance(self._menu, Select) and self._menu.card(columns()))
        for place, shown in enumerate(self._control.filtered_choices):
            index, label = shown.value, shown.title
            chosen = place == self._control.pointed_at
            style, pointer = ("class:chosen", self._signs.pointer) if chosen else ("", " ")
            text = f"{pointer} {self._box(index)}{label}"
            first, *more = [text] if cuts else wrap(text, columns() - 1, "    ")
            here = [("[SetCursorPosition]", "")] if chosen else []
            lines += [[*here, (style, first)], *([(style, line)] for line in more)]
        return joined([cut(line, columns(), self._signs.more) for line in lines])

    def _box(self, index: int) -> str:
        if isinstance(self._menu, Select):
            return ""
        ticked = index in self._control.selected_options
        return f"{self._signs.ticked if ticked else self._signs.unticked} "

    def _bind(self) -> KeyBindings:
        if self._many:
            return self._bind_tab()
        letters = [label[:1].lower() for label, _ in self._menu.choices]
        keys = {"home": 0, "end": len(letters) - 1}
        keys |= {str(index + 1): index for index in range(min(len(letters), 9))}
        if len(set(letters)) == len(letters) and all("a" <= letter <= "z" for letter in letters):
            keys |= {letter: index for index, letter in enumerate(letters)}
        bindings = KeyBindings()
        for key, index in keys.items():

            @bindings.add(key)
            def _(_event: object, index: int = index) -> None:
                self._control.pointed_at = index

        return bindings

    def _bind_tab(self) -> KeyBindings:
        """Tab goes on, as everywhere; questionary would turn every tick around."""
        bindings = KeyBindings()

        @bindings.add("tab", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.key_processor.feed(KeyPress(Keys.Enter), first=True)

        return bindings
