"""The questions of somebody's template, put as prompts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scaffold.template.foreign.questions import Answer, Question, as_yaml
from scaffold.template.foreign.template import Template
from scaffold.wizard.flow import refusal
from scaffold.wizard.prompts import Checklist, Choice, Prompt, Select, Text, confirm


class Theirs:
    """See `flow.Questionnaire`."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def each(
        self, given: Mapping[str, Answer], directory: Path
    ) -> Iterator[tuple[Question, Answer | None]]:
        """Every question that applies; None where somebody has to answer."""
        return self._template.each(given, directory)

    def prompt(
        self, question: Question, suggestion: Answer | None, draft: Answer | None
    ) -> Prompt[Any]:
        """A question to show, of its own kind."""
        current = suggestion if draft is None else draft
        choices = [Choice(label, value) for label, value in question.choices.items()]
        if question.multiple:

            def problem(values: Sequence[Answer]) -> str | None:
                return refusal(question, values)

            return Checklist(question.help, current or [], choices, problem)
        if choices:
            values = [choice.value for choice in choices]
            return Select(question.help, current if current in values else values[0], choices)
        if question.kind == "bool":
            return confirm(question.help, default=bool(current))
        return Text(
            question.help,
            "" if suggestion is None else str(suggestion),
            lambda text: refusal(question, text),
            multiline=question.multiline,
            draft="" if draft is None else str(draft),
            placeholder=question.placeholder,
            secret=question.secret,
        )

    def text(self, question: Question, answer: Answer | None) -> str:
        """An answer on one line, a secret one not."""
        if question.secret:
            return "hidden"
        words = answer if isinstance(answer, str) else as_yaml(answer)
        return " ".join(words.split())
