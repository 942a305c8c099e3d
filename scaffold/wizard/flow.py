"""Which question comes when: forwards, back, and again where another answer needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from scaffold.errors import Failure
from scaffold.project import destination
from scaffold.template import questions
from scaffold.template.questions import Answer, Answers, Question
from scaffold.wizard.marks import Marks
from scaffold.wizard.prompts import Asker, Back, Choice, Line, Select, Text

Wanted = Callable[[Question], bool]

# No question of the template, but asked like one.
_DIRECTORY = Question("directory", "Directory to create", "my-plugin")


class Interview:
    """One talk with a user.

    `chosen` holds what was given or written. What was only agreed to is not in it: it stays a
    suggestion, and follows when another answer is changed.
    """

    def __init__(
        self, asker: Asker, marks: Marks, given: Mapping[str, Answer], directory: Path | None
    ) -> None:
        self.asker = asker
        self.chosen: Answers = dict(given)
        self.directory = directory or Path(str(_DIRECTORY.default))
        self._drafts: dict[str, str] = {}
        self._marks = marks
        self._given = given
        self._asks_directory = directory is None

    def answers(self) -> Iterator[tuple[Question, Answer]]:
        """Every question that applies, with what is chosen or suggested."""
        if self._asks_directory:
            yield _DIRECTORY, self.chosen.get(_DIRECTORY.name, _DIRECTORY.default)
        yield from questions.each(self.chosen, self.directory)

    def is_open(self, question: Question) -> bool:
        """Whether the user is to be asked."""
        return question.is_open and question.name not in self._given

    def summary(self, wanted: Wanted | None = None) -> list[Line]:
        """What was answered, a line each; of the open questions unless others are wanted."""
        return [self._answered(*step) for step in self._steps(wanted or self.is_open)]

    def walk(self, wanted: Wanted, *, from_end: bool = False, back: bool = False) -> bool:
        """Ask the wanted questions that apply, in order, or from the last one on.

        False where the user goes back over the first, which `back` allows; then nothing changes.
        """
        before = dict(self.chosen)
        index = max(len(list(self._steps(wanted))) - 1, 0) if from_end else 0
        # No further than the question that comes: the first one waits for no other's default.
        while len(steps := list(islice(self._steps(wanted), index + 1))) > index:
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

    def _steps(self, wanted: Wanted) -> Iterator[tuple[Question, Answer]]:
        return ((question, answer) for question, answer in self.answers() if wanted(question))

    def _ask(self, steps: list[tuple[Question, Answer]], *, back: bool) -> bool:
        """Ask the last one after the others; whether there is an answer, or the user goes back."""
        *done, (question, answer) = steps
        before = [self._answered(*step) for step in done]
        shown = self._drafts.pop(question.name, str(answer))
        raw = self.asker.ask(_prompt(question, shown), before, back=back)
        if isinstance(raw, Back):
            if raw.draft != str(answer):
                self._drafts[question.name] = raw.draft
            return False
        self.chosen.pop(question.name, None)
        if (written := _parse(question, raw)) != self._suggestion(question):
            self.chosen[question.name] = written
        if question == _DIRECTORY:
            self.directory = destination.check(raw)
        return True

    def _suggestion(self, question: Question) -> Answer:
        return next(answer for other, answer in self.answers() if other == question)

    def _answered(self, question: Question, answer: Answer) -> Line:
        text = " ".join(str(answer).split())
        return [
            ("class:mark", f"{self._marks.done} "),
            ("", f"{question.name}  "),
            ("class:answer", text),
        ]


def _prompt(question: Question, default: str) -> Text | Select:
    if question.choices:
        choices = [Choice(label, value) for label, value in question.choices.items()]
        return Select(question.help, choices, default)

    def problem(text: str) -> str | None:
        try:
            _parse(question, text)
        except Failure as failure:
            return failure.sentence
        except ValueError as error:
            return str(error)
        return None

    return Text(question.help, default, problem, question.limit, question.multiline)


def _parse(question: Question, raw: str) -> Answer:
    """An answer; raises ValueError or Failure for what is none."""
    if question == _DIRECTORY:
        destination.check(raw)
        return raw
    return question.parse(raw)
