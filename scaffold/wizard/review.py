"""The last look: the plugin as people and the model will meet it, and every answer to change."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection
from enum import Enum

from scaffold.project import logo
from scaffold.template import questions
from scaffold.template.questions import Answers
from scaffold.wizard.flow import Interview
from scaffold.wizard.prompts import Choice, Line, Select, plain
from scaffold.wizard.signs import Signs


class Last(Enum):
    """What is not the name of a question to change."""

    CREATE = "create"
    LEAVE = "leave"


# For a width in columns, what to look at.
Card = Callable[[int], list[Line]]


def prompt(interview: Interview, card: Card, settled: Collection[str] = ()) -> Select[str | Last]:
    """Whether to create it, or which answer to change; what is `settled` is nobody's to change."""
    answers = [
        (question, interview.shown(question, answer))
        for question, answer in interview.answers()
        if question.name not in settled
    ]
    width = max(len(question.name) for question, _ in answers)
    changes: list[Choice[str | Last]] = [
        Choice(f"{question.name:{width}}  {answer}", question.name)
        for question, answer in answers
        if len(question.choices) != 1
    ]
    return Select(
        f"Create {interview.directory.name}, or change an answer?",
        Last.CREATE,
        [Choice("Yes, create it", Last.CREATE), *changes, Choice("No, leave", Last.LEAVE)],
        card=card,
    )


def card_of_files(paths: Collection[str]) -> Card:
    """What of any project can be said."""
    return lambda width: [[("", line)] for line in textwrap.wrap(_files(paths), max(width, 16))]


def card_of_plugin(agreed: Answers, paths: Collection[str], signs: Signs) -> Card:
    """The plugin as people and the model will meet it."""
    answers = {name: " ".join(str(answer).split()) for name, answer in agreed.items()}
    initials = logo.initials(answers["name_for_human"], answers["name_for_model"])
    colour, _ = logo.colours(answers["name_for_human"])
    facts = [
        answers["description_for_human"],
        f"Who may call it: {_auth(answers['auth_type'])}",
        f"The model sees {answers['name_for_model']}: {answers['description_for_model']}",
        _files(paths),
    ]

    def card(width: int) -> list[Line]:
        badge = [(f"bg:{colour} #ffffff bold", f" {initials:^2} "), ("", "  ")]
        indent = " " * len(plain(badge))
        lines: list[Line] = [[*badge, ("class:title", answers["name_for_human"])]]
        for fact in facts:
            lines += [
                [("", indent + line)]
                for line in textwrap.wrap(
                    fact,
                    max(width - len(indent), 16),
                    max_lines=2,
                    placeholder=signs.more,
                    break_on_hyphens=False,
                )
            ]
        return lines

    return card


def _auth(auth_type: str) -> str:
    """An auth type in words, without those for whoever is still choosing."""
    choices = questions.by_name("auth_type").choices
    (label,) = (label for label, value in choices.items() if value == auth_type)
    return label.partition(": ")[2].partition(" (")[0]


def _files(paths: Collection[str]) -> str:
    """How many there are, and the top of the tree: what a listing hides comes last."""
    top = {path.partition("/")[0] + ("/" if "/" in path else "") for path in paths}
    names = sorted(top, key=lambda name: (name.startswith("."), not name.endswith("/"), name))
    return f"{len(paths)} files: {' '.join(names)}"
