"""The questions of somebody's template, as Copier reads them.

An answer is kept as Copier takes it as `data`: the text that was written, True or False, the value
of a choice, or a list of such values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold import spelling

if TYPE_CHECKING:
    from copier._user_data import Question as CopierQuestion

Answer = Any
Answers = dict[str, Answer]


class Question(NamedTuple):
    """One question, with the answers before it; `default` is None where there is none.

    `kind` is Copier's type, and `choices` maps labels to values.
    """

    name: str
    help: str
    kind: str
    default: Answer | None
    choices: Mapping[str, Answer]
    multiple: bool
    multiline: bool
    secret: bool
    placeholder: str
    is_open: bool
    asked: CopierQuestion

    @property
    def limit(self) -> None:
        """How many characters the answer may have: only its validator knows."""
        return

    def parse(self, raw: object) -> Answer:
        """What was typed or read from a file, as an answer.

        Raises ValueError, with the sentence, the validator's own where it has one.
        """
        answer = self._typed(raw)
        try:
            value = self.asked.parse_answer(answer)
        except Exception as error:  # what a template's choices raise is anything
            raise ValueError(self._refusal(answer, str(error))) from error
        try:
            self.asked.validate_answer(value)
        except ValueError as error:
            raise ValueError(_without_name(self.name, str(error))) from error
        return answer

    def _typed(self, raw: object) -> Answer:
        """An answer of the right form, which may still be refused."""
        if self.multiple:
            return self._several(raw)
        if self.choices:
            return self._one(raw)
        if self.kind == "bool":
            return _yes_or_no(raw)
        if self.kind == "json":
            return raw if isinstance(raw, str) else _as_json(raw)
        if self.kind == "yaml":
            return raw if isinstance(raw, str) else as_yaml(raw)
        if raw is None or isinstance(raw, list | dict):
            raise ValueError("must be one text or number")
        return str(raw)

    def _one(self, raw: object) -> Answer:
        """The choice that is meant, by its value or by how that is written."""
        same = (value for value in self.choices.values() if value == raw or str(value) == raw)
        return next(same, raw)

    def _several(self, raw: object) -> list[Answer]:
        values = _yaml(raw) if isinstance(raw, str) else raw
        if not isinstance(values, list):
            raise ValueError(f"must be a list, such as [{', '.join(self._words()[:2])}]")  # noqa: TRY004
        chosen = [self._one(value) for value in values]
        for value in chosen:
            if value not in self.choices.values():
                raise ValueError(self._refusal(value, " is not in ["))
        return chosen

    def _words(self) -> list[str]:
        return [str(value) for value in self.choices.values()]

    def _refusal(self, answer: Answer, complaint: str) -> str:
        if self.choices and " is not in [" not in complaint:
            return _without_name(self.name, complaint)
        if self.choices:
            words = self._words()
            return f"must be {' or '.join(words)}{spelling.suggestion(str(answer), words)}"
        return f"must be {_KINDS.get(self.kind, self.kind)}"


_KINDS = {"int": "a whole number", "float": "a number", "json": "JSON", "yaml": "YAML"}


def read(asked: CopierQuestion) -> Question:
    """A question as it is now; whatever a broken template raises passes through."""
    choices = {
        str(choice.title): choice.value
        for choice in asked._formatted_choices
        if not choice.disabled
    }
    return Question(
        name=asked.var_name,
        help=str(asked.render_value(asked.help) or asked.var_name).strip(),
        kind=asked.get_type_name(),
        default=_default(asked, choices),
        choices=choices,
        multiple=asked.multiselect,
        multiline=asked.get_multiline(),
        secret=asked.secret,
        placeholder=str(asked.get_placeholder()),
        is_open=asked.get_ask(),
        asked=asked,
    )


def _default(asked: CopierQuestion, choices: Mapping[str, Answer]) -> Answer | None:
    """What is suggested; None where somebody has to answer."""
    from copier._types import MISSING

    try:
        default, written = asked.get_default(), asked.get_default_rendered()
    except ValueError:
        # Its own validator refuses it.
        return None
    if default is MISSING:
        return None
    if asked.multiselect:
        return [value for value in choices.values() if asked.cast_answer(value) in default]
    return getattr(written, "value", None) if choices else written


def as_yaml(value: object) -> str:
    """A value on one line of YAML."""
    import yaml

    dumped: str = yaml.safe_dump(value, default_flow_style=True, width=2**31, allow_unicode=True)
    return dumped.removesuffix("\n").removesuffix("\n...")


def _as_json(value: object) -> str:
    try:
        return json.dumps(value)
    except TypeError as error:
        raise ValueError("must be JSON") from error


def _yaml(text: str) -> object:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _yes_or_no(raw: object) -> bool:
    words = {"y": True, "yes": True, "true": True, "on": True, "1": True}
    words |= {"n": False, "no": False, "false": False, "off": False, "0": False}
    word = str(raw).strip().lower() if isinstance(raw, str | bool | int) else ""
    if word not in words:
        raise ValueError("must be true or false")
    return words[word]


def _without_name(name: str, complaint: str) -> str:
    """A validator's own sentence, without what Copier puts before it."""
    prefix = rf"(Validation error for question|Invalid choice for) '{re.escape(name)}': "
    return re.sub(f"^{prefix}", "", complaint).strip()
