"""Asks the questions on a terminal.

All of it raises KeyboardInterrupt where the user leaves, EOFError at the end of the input.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scaffold import signals
from scaffold.template import questions
from scaffold.template.questions import Answer, Answers, Question
from scaffold.wizard import signs
from scaffold.wizard.flow import Interview
from scaffold.wizard.prompts import Asker, Back, confirm

if TYPE_CHECKING:
    from scaffold.template.foreign.template import Template
    from scaffold.wizard import review

_NONE: Mapping[str, Answer] = MappingProxyType({})


def ask(
    given: Mapping[str, Answer],
    directory: Path | None,
    plan: Callable[[Answers], Iterable[str]],
    *,
    suggested: Mapping[str, Answer] = _NONE,
    settled: Mapping[str, Answer] = _NONE,
) -> tuple[Path, Answers]:
    """Ask what is not given, then show all of it for a last change.

    `directory` is as `destination.check` returns it; None asks for it too. `plan` gives the paths
    of the files that answers would make. What is `suggested` stands in the place of defaults; what
    is `settled` is given, and nobody's to change.
    """
    from scaffold.wizard.ours import Ours

    known = {**given, **settled}
    interview = Interview(asker(), signs.fitting(), Ours(suggested), known, directory)

    def finish() -> tuple[Answers, review.Card]:
        answers = questions.complete(interview.chosen, interview.directory, suggested)
        return answers, review.card_of_plugin(answers, sorted(plan(answers)), signs.fitting())

    return _talk(interview, finish, settled)


def ask_theirs(
    theirs: Template, given: Mapping[str, Any], directory: Path | None
) -> tuple[Path, dict[str, Any]]:
    """The same for somebody's template."""
    from scaffold.wizard.theirs import Theirs

    interview = Interview(asker(), signs.fitting(), Theirs(theirs), given, directory)

    def finish() -> tuple[Answers, review.Card]:
        answers = theirs.complete(interview.final(), interview.directory)
        files = theirs.render(answers, interview.directory).files
        return answers, review.card_of_files(files)

    return _talk(interview, finish)


def _talk(
    interview: Interview,
    finish: Callable[[], tuple[Answers, review.Card]],
    settled: Collection[str] = (),
) -> tuple[Path, Answers]:
    """Ask what is open, then review until it is agreed to."""
    with signals.raising():
        interview.walk(interview.is_open)
        # The first prompt does not wait for what only the last one needs.
        from scaffold.wizard import review

        while True:
            answers, card = finish()
            prompt = review.prompt(interview, card, settled)
            choice = interview.asker.ask(prompt, (), back=bool(interview.summary()))
            if choice is review.Last.CREATE:
                interview.asker.tell(interview.summary())
                return interview.directory, answers
            if choice is review.Last.LEAVE:
                raise KeyboardInterrupt
            if isinstance(choice, Back):
                interview.walk(interview.is_open, from_end=True)
            else:
                interview.change(choice)


def ask_some(some: Sequence[Question], given: Mapping[str, Answer], directory: Path) -> Answers:
    """Ask these questions, with what is given as suggestions; the answers to all that apply."""
    from scaffold.wizard.ours import Ours

    interview = Interview(asker(), signs.fitting(), Ours({}), given, directory)
    _walk(interview, {question.name for question in some})
    return questions.complete(interview.chosen, directory)


def ask_some_of_theirs(
    theirs: Template, names: set[str], given: Mapping[str, Any], directory: Path
) -> dict[str, Any]:
    """The same for somebody's template."""
    from scaffold.wizard.theirs import Theirs

    interview = Interview(asker(), signs.fitting(), Theirs(theirs), given, directory)
    _walk(interview, names)
    return interview.final()


def _walk(interview: Interview, names: set[str]) -> None:
    with signals.raising():
        interview.walk(lambda question: question.name in names)
        interview.asker.tell(interview.summary(lambda question: question.name in names))


def agrees(question: str) -> bool:
    """Ask for yes or no; whoever only agrees says no."""
    with signals.raising():
        return asker().ask(confirm(question, default=False), (), back=False) is True


def is_plain() -> bool:
    """Whether nothing that was printed may change: it is asked for, or nothing else would work."""
    asked_for = os.environ.get("ACCESSIBLE", "").lower() not in ("", "0", "false", "no")
    return asked_for or os.environ.get("TERM", "").lower() in ("dumb", "unknown")


def asker() -> Asker:
    """Plain lines where they are asked for, or where nothing else would work."""
    if is_plain():
        from scaffold.wizard.lines import Lines

        return Lines()
    from scaffold.wizard.screen import Screen

    return Screen(signs.fitting())
