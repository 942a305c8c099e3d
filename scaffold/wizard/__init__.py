"""Asks the questions on a terminal.

Both functions raise KeyboardInterrupt where the user leaves, EOFError at the end of the input.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from scaffold import signals
from scaffold.template import questions
from scaffold.template.questions import Answer, Answers, Question
from scaffold.wizard import signs
from scaffold.wizard.flow import Interview
from scaffold.wizard.prompts import Asker, Back


def ask(
    given: Mapping[str, Answer],
    directory: Path | None,
    plan: Callable[[Answers], Iterable[str]],
) -> tuple[Path, Answers]:
    """Ask what is not given, then show all of it for a last change.

    `directory` is as `destination.check` returns it; None asks for it too. `plan` gives the paths
    of the files that answers would make.
    """
    with signals.raising():
        interview = Interview(_asker(), signs.fitting(), given, directory)
        interview.walk(interview.is_open)
        # The first prompt does not wait for what only the last one needs.
        from scaffold.wizard import review

        while True:
            answers = questions.complete(interview.chosen, interview.directory)
            prompt = review.prompt(interview, sorted(plan(answers)), signs.fitting())
            choice = interview.asker.ask(prompt, (), back=bool(interview.summary()))
            if choice == review.CREATE:
                interview.asker.tell(interview.summary())
                return interview.directory, answers
            if choice == review.LEAVE:
                raise KeyboardInterrupt
            if isinstance(choice, Back):
                interview.walk(interview.is_open, from_end=True)
            else:
                interview.change(choice)


def ask_some(some: Sequence[Question], given: Mapping[str, Answer], directory: Path) -> Answers:
    """Ask these questions, with what is given as suggestions; the answers to all that apply."""
    with signals.raising():
        interview = Interview(_asker(), signs.fitting(), given, directory)
        interview.walk(lambda question: question in some)
        interview.asker.tell(interview.summary(lambda question: question in some))
        return questions.complete(interview.chosen, directory)


def _asker() -> Asker:
    """Plain lines where they are asked for, or where nothing else would work."""
    asked_for = os.environ.get("ACCESSIBLE", "").lower() not in ("", "0", "false", "no")
    if asked_for or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        from scaffold.wizard.lines import Lines

        return Lines()
    from scaffold.wizard.screen import Screen

    return Screen(signs.fitting())
