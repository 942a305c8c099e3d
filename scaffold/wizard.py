"""Asks the questions on a terminal."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import questionary

from scaffold import destination
from scaffold.errors import Failure
from scaffold.questions import Answer, Answers, Question, accept, complete, load, revise

_CREATE, _CANCEL = "create", "cancel"


def ask_directory() -> str:
    """Where the project is to be."""
    answer: str = questionary.text(
        "Directory to create",
        default="my-plugin",
        validate=lambda text: _sentence(destination.check, text) or True,
    ).unsafe_ask()
    return answer


def ask(given: Mapping[str, Answer], directory: Path) -> Answers:
    """Ask what is not given, then show all of it for a last change.

    Raises KeyboardInterrupt where the user leaves, EOFError at the end of the input.
    """
    # What was only agreed to stays a suggestion, and follows when another answer is changed.
    chosen: Answers = dict(given)
    answers: Answers = {}
    for question in load():
        if not question.applies(answers):
            continue
        if question.name in given:
            answers[question.name] = given[question.name]
            continue
        suggestion = question.suggest(answers, directory)
        answers[question.name] = _ask(question, suggestion) if question.is_open else suggestion
        if answers[question.name] != suggestion:
            chosen[question.name] = answers[question.name]
    return _review(chosen, directory)


def ask_some(asked: Sequence[Question], answers: Answers, directory: Path) -> Answers:
    """Ask some questions again; what their answers are now is the default."""
    changes = {question.name: _ask(question, answers[question.name]) for question in asked}
    return accept(revise(answers, changes, directory))


def _review(chosen: Answers, directory: Path) -> Answers:
    answers = complete(chosen, directory)
    while (choice := _choose_change(answers, directory)) != _CREATE:
        if choice == _CANCEL:
            raise KeyboardInterrupt
        question = next(question for question in load() if question.name == choice)
        chosen[question.name] = _ask(question, answers[question.name])
        answers = complete(chosen, directory)
    return answers


def _choose_change(answers: Answers, directory: Path) -> str:
    width = max(map(len, answers))
    changes = [
        questionary.Choice(
            f"{question.name:{width}}  {_brief(answers[question.name])}", question.name
        )
        for question in load()
        if question.name in answers and len(question.choices) != 1
    ]
    choice: str = questionary.select(
        f"Create {directory.name}?",
        choices=[
            questionary.Choice("Yes, create it", _CREATE),
            questionary.Separator("Change an answer:"),
            *changes,
            questionary.Separator(" "),
            questionary.Choice("No, leave", _CANCEL),
        ],
        instruction="(arrow keys, Enter)",
    ).unsafe_ask()
    return choice


def _brief(answer: Answer) -> str:
    line = str(answer).replace("\n", " ")
    return line if len(line) <= 48 else line[:47] + "…"


def _ask(question: Question, default: Answer) -> Answer:
    if question.choices:
        chosen: str = questionary.select(
            _wrapped(question.hint),
            choices=[questionary.Choice(label, value) for label, value in question.choices.items()],
            default=str(default),
        ).unsafe_ask()
        return question.parse(chosen)
    # The answer has a line of its own: next to the question, it would be broken in mid-word.
    typed: str = questionary.text(
        f"{_wrapped(question.hint)}\n ",
        default=str(default),
        validate=lambda text: _sentence(question.parse, text) or True,
    ).unsafe_ask()
    return question.parse(typed)


def _wrapped(text: str) -> str:
    """`text` in lines that fit the terminal behind the question mark."""
    width = os.get_terminal_size().columns - 4
    return "\n  ".join(textwrap.wrap(text, max(width, 20)))


def _sentence(check: Callable[[str], object], text: str) -> str | None:
    """Why `text` does not pass a check; None if it does."""
    try:
        check(text)
    except Failure as failure:
        return failure.sentence
    except ValueError as error:
        return str(error)
    return None
