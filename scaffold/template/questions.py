"""What is asked: the questions of `copier.yml`, their defaults and what counts as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold import manifest, resources, spelling
from scaffold.errors import RejectedAnswers
from scaffold.template import accepting

if TYPE_CHECKING:
    from pathlib import Path

Answer = str | int
Answers = dict[str, Answer]

_NONE: Mapping[str, Answer] = MappingProxyType({})


class Question(NamedTuple):
    """One question; `default` and `when` are Jinja, evaluated with the answers before it."""

    name: str
    help: str
    default: Answer
    kind: str = "str"
    choices: Mapping[str, str] = MappingProxyType({})
    ask: bool = True
    when: str = ""
    multiline: bool = False
    # Answers in no menu, and questions that are no options: an API's document decides.
    reserved: tuple[str, ...] = ()
    imported: bool = False

    @property
    def option(self) -> str:
        """The command-line option, such as `--name-for-human`."""
        return "--" + self.name.replace("_", "-")

    @property
    def limit(self) -> int | None:
        """How many characters the answer may have; None where there is no limit."""
        return manifest.max_lengths().get(self.name)

    @property
    def hint(self) -> str:
        """The help with what the rules demand."""
        limit = manifest.limit_in_words(self.name)
        return f"{self.help} ({limit})" if limit else self.help

    @property
    def conditions(self) -> dict[str, list[str]]:
        """The answers that `when` asks for: the name of a question to those of its values."""
        terms = re.findall(r"(\w+) (?:==|in) ('\w+'|\[[^]]*])", self.when)
        return {name: re.findall(r"\w+", values) for name, values in terms}

    @property
    def is_open(self) -> bool:
        """Whether somebody is to be asked, unless the answer is given."""
        return self.ask and len(self.choices) != 1

    def applies(self, answers: Mapping[str, Answer]) -> bool:
        """Whether the answers so far leave this question open."""
        return not self.when or _render(self.when, answers) == "True"

    def suggest(self, answers: Mapping[str, Answer], directory: Path) -> Answer:
        """The default, given the answers so far and where the project will be."""
        if not isinstance(self.default, str):
            return self.default
        return _render(self.default, {**answers, "_copier_conf": {"dst_path": directory}})

    def parse(self, raw: object) -> Answer:
        """What was typed or read from a file, as an answer.

        Raises ValueError, with the sentence, for what is no answer.
        """
        # Nothing else is an answer, and what YAML's references nest would take for ever to print.
        if not isinstance(raw, str | int | float | None):
            raise ValueError("must be one text or number; put quotes around a text")  # noqa: TRY004
        answer = _whole_number(raw) if self.kind == "int" else raw
        if self.choices and answer not in [*self.choices.values(), *self.reserved]:
            known = self.choices.values()
            close = spelling.suggestion(answer, known) if isinstance(answer, str) else ""
            raise ValueError(f"must be {' or '.join(known)}{close}")
        if problem := manifest.answer_problem(self.name, answer):
            raise ValueError(problem)
        if not isinstance(answer, str | int):
            raise TypeError(f"{self.name} has no rule for its type")
        return answer


@cache
def load() -> tuple[Question, ...]:
    """Every question, in the order of asking."""
    return tuple(
        _question(name, details)
        for name, details in resources.config().items()
        if not name.startswith("_") and details.get("when") is not False
    )


def by_name(name: str) -> Question:
    """The question of that name; raises KeyError."""
    return {question.name: question for question in load()}[name]


def accept(raw: Mapping[str, object]) -> Answers:
    """Given answers, parsed; raises RejectedAnswers with all that are wrong."""
    return accepting.accept(load(), raw, [question.name for question in load()])


def complete(
    given: Mapping[str, Answer], directory: Path, suggested: Mapping[str, Answer] = _NONE
) -> Answers:
    """The answers to every question that applies, such that all of them are accepted.

    Raises RejectedAnswers where a default, made from other answers, breaks a rule or is empty.
    """
    steps = list(each(given, directory, suggested))
    for question, answer in steps:
        if answer == "" and question.default and question.name not in given:
            why = {question.name: "cannot be made of the other answers"}
            raise RejectedAnswers(why, f"Give it with {question.option}.")
    return accept({question.name: answer for question, answer in steps})


def each(
    given: Mapping[str, Answer], directory: Path, suggested: Mapping[str, Answer] = _NONE
) -> Iterator[tuple[Question, Answer]]:
    """Every question that applies, with the given answer or the default, one after the other.

    What is `suggested` stands in the place of a question's own default.
    """
    answers: Answers = {}
    for question in load():
        if question.applies(answers):
            answer = given.get(question.name, suggested.get(question.name))
            answers[question.name] = (
                question.suggest(answers, directory) if answer is None else answer
            )
            yield question, answers[question.name]


def revise(old: Mapping[str, Answer], changes: Mapping[str, Answer], directory: Path) -> Answers:
    """Answers with changes, not checked; what was left at its default follows them.

    What does not apply any more is left out, what newly applies has its default.
    """
    answers: Answers = {}
    for question in load():
        if not question.applies(answers):
            continue
        if question.name in changes:
            answers[question.name] = changes[question.name]
            continue
        suggestion = question.suggest(answers, directory)
        before = old.get(question.name, suggestion)
        follows = before == question.suggest(old, directory)
        answers[question.name] = suggestion if follows else before
    return answers


def open_questions(given: Mapping[str, Answer]) -> list[Question]:
    """The questions that somebody would have to be asked, as far as can be known beforehand."""
    answers: Answers = {}
    unanswered = []
    for question in load():
        if not question.applies(answers):
            continue
        if question.name in given:
            answers[question.name] = given[question.name]
        else:
            answers[question.name] = question.default
            if question.is_open:
                unanswered.append(question)
    return unanswered


def _question(name: str, details: Mapping[str, Any]) -> Question:
    known = {"help", "default", "ask", "when", "multiline"}
    choices = details.get("choices", {})
    return Question(
        name=name,
        kind=details["type"],
        choices={label: value for label, value in choices.items() if isinstance(value, str)},
        reserved=tuple(value["value"] for value in choices.values() if isinstance(value, dict)),
        imported=name in resources.config()["_imported"],
        **{key: value for key, value in details.items() if key in known},
    )


def _render(source: str, context: Mapping[str, object]) -> str:
    # The first prompt does not wait for Jinja where nothing is to be filled in.
    if "{" not in source:
        return source
    from scaffold.template import render

    return render.fill(source, context)


def _whole_number(raw: object) -> object:
    if isinstance(raw, str):
        # Nobody needs more digits, and Python refuses to read very many.
        if not re.fullmatch(r"-?[0-9]{1,20}", raw):
            raise ValueError("must be a whole number")
        return int(raw)
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw
