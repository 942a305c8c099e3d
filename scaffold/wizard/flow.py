"""Which question comes when: forwards, back, and again where another answer needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from scaffold.errors import Failure
from scaffold.project import destination
from scaffold.template import questions as ours
from scaffold.template.accepting import Asked
from scaffold.wizard.prompts import Asker, Back, Line, Prompt, Text
from scaffold.wizard.signs import Signs

# What a template's answers are; only its questions know more.
Answers = dict[str, Any]


class Question(Asked, Protocol):
    """A question, of whichever template."""

    @property
    def is_open(self) -> bool:
        """Whether somebody is to be asked, unless the answer is given."""

    @property
    def choices(self) -> Mapping[str, Any]:
        """Labels to values; empty where anything may be written."""


class Questionnaire(Protocol):
    """The questions of a template, and how each is put."""

    def each(self, given: Mapping[str, Any], directory: Path) -> Iterator[tuple[Any, Any]]:
        """Every question that applies, with the given answer or the suggestion."""

    def prompt(self, question: Any, suggestion: Any, draft: Any) -> Prompt[Any]:
        """A question to show; `draft` is what was written or chosen before, None for nothing."""

    def text(self, question: Any, answer: Any) -> str:
        """An answer on one line, to be read."""


Which = Callable[[Question], bool]

# No question of a template, but asked like one; the name of none has a space.
_DIRECTORY = ours.Question("new directory", "Directory to create", "my-plugin")


class Interview:
    """One talk with a user.

    `chosen` holds what was given or written. What was only agreed to is not in it: it stays a
    suggestion, and follows when another answer is changed.
    """

    def __init__(
        self,
        asker: Asker,
        signs: Signs,
        questionnaire: Questionnaire,
        given: Mapping[str, Any],
        directory: Path | None,
    ) -> None:
        self.asker = asker
        self.chosen: Answers = dict(given)
        self.directory = directory or Path(str(_DIRECTORY.default))
        self.questionnaire = questionnaire
        self._drafts: dict[str, Any] = {}
        self._signs = signs
        self._given = given
        self._asks_directory = directory is None

    def answers(self) -> Iterator[tuple[Question, Any]]:
        """Every question that applies, with what is chosen or suggested."""
        return self._all(self.chosen)

    def final(self) -> Answers:
        """The answers to the template's questions, as they are now."""
        each = self.questionnaire.each(self.chosen, self.directory)
        return {question.name: answer for question, answer in each}

    def is_open(self, question: Question) -> bool:
        """Whether the user is to be asked."""
        return question.is_open and question.name not in self._given

    def summary(self, which: Which | None = None) -> list[Line]:
        """What was answered, a line each; of the open questions unless told `which`."""
        return [self._answered(*step) for step in self._steps(which or self.is_open)]

    def walk(self, which: Which, *, from_end: bool = False, back: bool = False) -> bool:
        """Ask those questions that apply, in order, or from the last one on.

        False where the user goes back over the first, which `back` allows; then nothing changes.
        """
        before = dict(self.chosen)
        index = max(len(list(self._steps(which))) - 1, 0) if from_end else 0
        # No further than the question that comes: the first one waits for no other's default.
        while len(steps := list(islice(self._steps(which), index + 1))) > index:
            if self._ask(steps, back=back or index > 0):
                index += 1
            elif index > 0:
                index -= 1
            else:
                self.chosen = before
                return False
        return True

    def change(self, name: str) -> None:
        """Ask a question again, and what its new answer needs to know in addition."""
        known = {question.name for question, _ in self.answers()}
        self.walk(
            lambda other: other.name == name or (self.is_open(other) and other.name not in known),
            back=True,
        )

    def _all(self, chosen: Answers) -> Iterator[tuple[Question, Any]]:
        if self._asks_directory:
            yield _DIRECTORY, chosen.get(_DIRECTORY.name, _DIRECTORY.default)
        yield from self.questionnaire.each(chosen, self.directory)

    def _steps(self, which: Which) -> Iterator[tuple[Question, Any]]:
        return ((question, answer) for question, answer in self.answers() if which(question))

    def _ask(self, steps: list[tuple[Question, Any]], *, back: bool) -> bool:
        """Ask the last one after the others; whether there is an answer, or the user goes back."""
        *done, (question, answer) = steps
        before = [self._answered(*step) for step in done]
        written = question.name in self.chosen
        suggestion = self._suggestion(question) if written else answer
        draft = self._drafts.pop(question.name, answer if written else None)
        raw = self.asker.ask(self._prompt(question, suggestion, draft), before, back=back)
        if isinstance(raw, Back):
            if str(raw.draft) != str(answer):
                self._drafts[question.name] = raw.draft
            return False
        self.chosen.pop(question.name, None)
        if (parsed := question.parse(raw)) != suggestion:
            self.chosen[question.name] = parsed
        if question is _DIRECTORY:
            self.directory = destination.check(raw)
        return True

    def _prompt(self, question: Question, suggestion: Any, draft: Any) -> Prompt[Any]:
        if question is _DIRECTORY:
            return Text(_DIRECTORY.help, suggestion, _directory_problem, draft=draft or "")
        return self.questionnaire.prompt(question, suggestion, draft)

    def _suggestion(self, question: Question) -> Any:
        """What is suggested for a question that has another answer."""
        others = {name: answer for name, answer in self.chosen.items() if name != question.name}
        return next(answer for other, answer in self._all(others) if other.name == question.name)

    def shown(self, question: Question, answer: Any) -> str:
        """An answer on one line, to be read."""
        return answer if question is _DIRECTORY else self.questionnaire.text(question, answer)

    def _answered(self, question: Question, answer: Any) -> Line:
        return [
            ("class:mark", f"{self._signs.done} "),
            ("", f"{question.name}  "),
            ("class:answer", self.shown(question, answer)),
        ]


def _directory_problem(text: str) -> str | None:
    try:
        destination.check(text)
    except Failure as failure:
        return failure.sentence
    return None


def refusal(question: Asked, raw: Any) -> str | None:
    """Why something is no answer to a question; None where it is one."""
    try:
        question.parse(raw)
    except ValueError as error:
        return str(error)
    return None
