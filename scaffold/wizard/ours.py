"""The questions of our own template, put as prompts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scaffold.template import questions
from scaffold.template.questions import Answer, Question
from scaffold.wizard.flow import refusal
from scaffold.wizard.prompts import Choice, Select, Text


class Ours:
    """See `flow.Questionnaire`; what is `suggested` stands in the place of defaults."""

    def __init__(self, suggested: Mapping[str, Answer]) -> None:
        self._suggested = suggested

    def each(
        self, given: Mapping[str, Answer], directory: Path
    ) -> Iterator[tuple[Question, Answer]]:
        """Every question that applies, with the given answer or the suggestion."""
        return questions.each(given, directory, self._suggested)

    def prompt(
        self, question: Question, suggestion: Answer, draft: Answer | None
    ) -> Text | Select[str]:
        """A question to show: a menu, or a line to write."""
        if question.choices:
            choices = [Choice(label, value) for label, value in question.choices.items()]
            return Select(question.help, str(suggestion if draft is None else draft), choices)
        return Text(
            question.help,
            str(suggestion),
            lambda text: refusal(question, text),
            question.limit,
            question.multiline,
            "" if draft is None else str(draft),
        )

    def text(self, _question: Question, answer: Answer) -> str:
        """An answer on one line."""
        return " ".join(str(answer).split())
