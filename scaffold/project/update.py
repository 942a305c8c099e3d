"""An older project becomes one of the newest template, or of other answers, with its edits kept."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from scaffold import resources, signals
from scaffold.errors import Failure, RejectedAnswers
from scaffold.project import contents, merge, notes, patch, upgrade
from scaffold.project.notes import Notes
from scaffold.project.patch import Merged
from scaffold.project.place import Place
from scaffold.template import accepting, questions, releases, render
from scaffold.template.questions import Answers, Question


class Current(NamedTuple):
    """A project as it is committed; `answers` are as its file has them, unchecked."""

    place: Place
    release: str
    answers: Answers


class Update(NamedTuple):
    """An update that is worked out, and not yet applied.

    `secrets` are what `.env` must hold from now on, and did not have to before.
    """

    current: Current
    release: str
    answers: Answers
    merged: Merged
    secrets: list[str]


def read(notes: Notes) -> Current:
    """A project of our template, from what it notes.

    Only a release of our own is compared with, whatever the notes name. Raises Failure.
    """
    return Current(notes.place, _release(notes), _answers(notes.noted))


def _release(notes: Notes) -> str:
    release = notes.release
    known = list(releases.commits())
    if release in known:
        return release
    if releases.order(release) > releases.order(known[-1]):
        raise Failure(
            f"The project is of template {release}, this create-ai-plugin has {known[-1]}.",
            upgrade.hint(),
        )
    raise Failure(
        f"{render.ANSWERS_FILE}: `_commit` is {release}, no release of the template.",
        f"Write the one that the project was made from: {', '.join(known)}.",
    )


def _answers(noted: Mapping[str, object]) -> Answers:
    answers: Answers = {}
    problems: dict[str, str] = {}
    for name, value in noted.items():
        if _is_plain(value):
            answers[name] = value
        elif value is not None and not name.startswith("_"):
            problems[name] = "must be one text or number, and no longer than any rule allows"
    if problems:
        raise RejectedAnswers(problems, f"Fix them in {render.ANSWERS_FILE}.")
    return answers


def _is_plain(value: object) -> TypeGuard[str | int]:
    """Whether it may have been an answer: ten times as long as the longest, and no longer."""
    if isinstance(value, int):
        return abs(value) < 10**20
    return isinstance(value, str) and len(value) <= 80_000


@contextmanager
def workshop(current: Current) -> Iterator[Path]:
    """A directory to work in, gone afterwards, with the template of the project's release in it."""
    scratch = tempfile.TemporaryDirectory(prefix="create-ai-plugin-")
    # Nothing says that nothing was written once it is only cleaned up.
    with signals.ignored(), scratch as folder, signals.raising():
        work = Path(folder)
        for name in ("template", "store"):
            (work / name).mkdir()
        releases.unpack(current.release, work / "template")
        yield work


class Carried(NamedTuple):
    """Answers for the newest template; `asked` are the questions that are new or changed.

    `problems` are sentences about old answers that the newest template does not accept.
    """

    answers: Answers
    asked: list[Question]
    problems: dict[str, str]


def carry_over(current: Current, changes: Answers, work: Path) -> Carried:
    """What the answers of a project become, with `changes`.

    Raises RejectedAnswers for a change of what is not asked with such answers.
    """
    old = resources.config(work / "template")
    kept, refused = accepting.sort_out(questions.load(), current.answers)
    revised = questions.revise(kept, changes, current.place.directory)
    if unused := changes.keys() - revised.keys():
        raise RejectedAnswers(dict.fromkeys(sorted(unused), "is not asked with these answers"))
    untouched = revised.keys() - changes.keys()
    problems = {name: why for name, why in refused.items() if name in untouched}
    # To be fixed rather than written anew; what is no choice any more cannot be.
    fixable = [name for name in problems if not questions.by_name(name).choices]
    revised.update({name: current.answers[name] for name in fixable})
    asked = [
        question
        for question in questions.load()
        if question.name in untouched
        and (question.name in problems or (question.is_open and _is_new(question, kept, old)))
    ]
    return Carried(revised, asked, problems)


def _is_new(question: Question, kept: Answers, old: Mapping[str, Any]) -> bool:
    """Whether its answer is not known, or was chosen from other choices."""
    if question.name not in kept:
        return True
    choices = old.get(question.name, {}).get("choices", {})
    return [*choices.values()] != [*question.choices.values()]


def plan(current: Current, answers: Answers, work: Path) -> Update:
    """Work out an update, without a change to the project."""
    before = _completed(current, resources.config(work / "template"))
    was = contents.draw(before, current.release, work / "template")
    release = releases.newest()
    will = contents.draw(answers, release)
    wins = {render.ANSWERS_FILE: patch.THEIRS}
    wins.update(dict.fromkeys(resources.config()["_skip_if_exists"], patch.OURS))
    merged = merge.merge(
        current.place, was, will, work / "store", label=f"template-{release}", wins=wins
    )
    known = contents.secret_names(before)
    secrets = [name for name in contents.secret_names(answers) if name not in known]
    return Update(current, release, answers, merged, secrets)


def _completed(current: Current, asked: Mapping[str, object]) -> Answers:
    """What the project was made with; what somebody took out of its file is a guess."""
    guessed = questions.revise(current.answers, {}, current.place.directory)
    missing = {name: answer for name, answer in guessed.items() if name in asked}
    return {**missing, **current.answers}


def apply(update: Update) -> None:
    """Change the project's files; nothing is committed. Raises Failure, then nothing is changed."""
    # Again: somebody may have worked on while they were asked.
    notes.require_clean(update.current.place.directory)
    patch.apply(update.current.place, update.merged)


def news(old: str, new: str) -> list[tuple[str, str]]:
    """What the template's changelog says of each release after `old` up to `new`, newest first."""
    text = (render.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)\n+(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    after, last = releases.order(old), releases.order(new)
    return [(name, text.strip()) for name, text in sections if after < releases.order(name) <= last]
