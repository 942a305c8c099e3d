"""The questions of our own template, put as prompts."""

from __future__ import annotations

from scaffold.template.questions import Answer, Question, each
from scaffold.wizard.flow import refusal
from scaffold.wizard.prompts import Choice, Select, Text

__all__ = ["each", "prompt", "text"]


def prompt(question: Question, suggestion: Answer, draft: Answer | None) -> Text | Select[str]:
    """See `flow.Questionnaire`."""
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


def text(_question: Question, answer: Answer) -> str:
    """See `flow.Questionnaire`."""
    return " ".join(str(answer).split())
