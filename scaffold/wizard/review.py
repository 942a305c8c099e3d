"""The last look: the plugin as people and the model will meet it, and every answer to change."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence

from scaffold.project import logo
from scaffold.template import questions
from scaffold.wizard.flow import Interview
from scaffold.wizard.prompts import Choice, Line, Select, plain
from scaffold.wizard.signs import Signs

CREATE, LEAVE = "create", "leave"


def prompt(interview: Interview, files: Sequence[str], signs: Signs) -> Select[str]:
    """Whether to create it, or which answer to change."""
    answers = [
        (question, " ".join(str(answer).split())) for question, answer in interview.answers()
    ]
    width = max(len(question.name) for question, _ in answers)
    changes = [
        Choice(f"{question.name:{width}}  {answer}", question.name)
        for question, answer in answers
        if len(question.choices) != 1
    ]
    return Select(
        f"Create {interview.directory.name}, or change an answer?",
        CREATE,
        [Choice("Yes, create it", CREATE), *changes, Choice("No, leave", LEAVE)],
        card=_card({question.name: answer for question, answer in answers}, files, signs),
    )


def _card(
    answers: Mapping[str, str], files: Sequence[str], signs: Signs
) -> Callable[[int], list[Line]]:
    initials = logo.initials(answers["name_for_human"], answers["name_for_model"])
    colour, _ = logo.colours(answers["name_for_human"])
    facts = [
        answers["description_for_human"],
        f"Who may call it: {_auth(answers['auth_type'])}",
        f"The model sees {answers['name_for_model']}: {answers['description_for_model']}",
        _files(files),
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


def _files(paths: Sequence[str]) -> str:
    """How many there are, and the top of the tree: what a listing hides comes last."""
    top = {path.partition("/")[0] + ("/" if "/" in path else "") for path in paths}
    names = sorted(top, key=lambda name: (name.startswith("."), not name.endswith("/"), name))
    return f"{len(paths)} files: {' '.join(names)}"
