"""Which question comes when: forwards, back, and again where another answer needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from scaffold.errors import Failure
from scaffold.project import destination
from scaffold.template import questions
from scaffold.template.questions import Answer, Answers, Question
from scaffold.wizard.prompts import Asker, Back, Choice, Line, Select, Text
from scaffold.wizard.signs import Signs

Which = Callable[[Question], bool]

# No question of the template, but asked like one.
_DIRECTORY = Question("directory", "Directory to create", "my-plugin")


class Interview:
    """One talk with a user.

    `chosen` holds what was given or written. What was only agreed to is not in it: it stays a
    suggestion, and follows when another answer is changed.
    """

    def __init__(
        self, asker: Asker, signs: Signs, given: Mapping[str, Answer], directory: Path | None
    ) -> None:
        self.asker = asker
        self.chosen: Answers = dict(given)
        self.directory = directory or Path(str(_DIRECTORY.default))
        self._drafts: dict[str, str] = {}
        self._signs = signs
        self._given = given
        self._asks_directory = directory is None

    def answers(self) -> Iterator[tuple[Question, Answer]]:
        """Every question that applies, with what is chosen or suggested."""
        return self._all(self.chosen)

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

    def _all(self, chosen: Answers) -> Iterator[tuple[Question, Answer]]:
        if self._asks_directory:
            yield _DIRECTORY, chosen.get(_DIRECTORY.name, _DIRECTORY.default)
        yield from questions.each(chosen, self.directory)

    def _steps(self, which: Which) -> Iterator[tuple[Question, Answer]]:
        return ((question, answer) for question, answer in self.answers() if which(question))

    def _ask(self, steps: list[tuple[Question, Answer]], *, back: bool) -> bool:
        """Ask the last one after the others; whether there is an answer, or the user goes back."""
        *done, (question, answer) = steps
        before = [self._answered(*step) for step in done]
        written = question.name in self.chosen
        suggestion = self._suggestion(question) if written else answer
        draft = self._drafts.pop(question.name, str(answer) if written else "")
        raw = self.asker.ask(_prompt(question, str(suggestion), draft), before, back=back)
        if isinstance(raw, Back):
            if raw.draft != str(answer):
                self._drafts[question.name] = raw.draft
            return False
        self.chosen.pop(question.name, None)
        if (parsed := _parse(question, raw)) != suggestion:
            self.chosen[question.name] = parsed
        if question == _DIRECTORY:
            self.directory = destination.check(raw)
        return True

    def _suggestion(self, question: Question) -> Answer:
        """What is suggested for a question that has another answer."""
        others = {name: answer for name, answer in self.chosen.items() if name != question.name}
        return next(answer for other, answer in self._all(others) if other == question)

    def _answered(self, question: Question, answer: Answer) -> Line:
        text = " ".join(str(answer).split())
        return [
            ("class:mark", f"{self._signs.done} "),
            ("", f"{question.name}  "),
            ("class:answer", text),
        ]


def _prompt(question: Question, suggestion: str, draft: str) -> Text | Select[str]:
    if question.choices:
        choices = [Choice(label, value) for label, value in question.choices.items()]
        return Select(question.help, draft or suggestion, choices)

    def problem(text: str) -> str | None:
        try:
            _parse(question, text)
        except Failure as failure:
            return failure.sentence
        except ValueError as error:
            return str(error)
        return None

    return Text(question.help, suggestion, problem, question.limit, question.multiline, draft)


def _parse(question: Question, raw: str) -> Answer:
    """An answer; raises ValueError or Failure for what is none."""
    if question == _DIRECTORY:
        destination.check(raw)
        return raw
    return question.parse(raw)
