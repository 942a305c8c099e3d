"""An older project becomes one of the newest template, or of other answers, with its edits kept."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from scaffold import git, resources, signals
from scaffold.errors import Failure, Misuse, RejectedAnswers
from scaffold.project import answers_file, contents, merge
from scaffold.project.merge import Merged, Place
from scaffold.template import questions, releases, render
from scaffold.template.questions import Answers, Question
from scaffold.upwards import nearest


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


# Of this directory alone: a larger repository may have other work under way.
_COMMIT = 'git add --all . && git commit --message "Before the update" -- .'


def read(directory: Path) -> Current:
    """What is known of the project in a directory, or around it.

    Its answers file is somebody else's word: only a release of our own template is compared with,
    whatever the file names. Raises Failure where it is no project, or none that can be updated.
    """
    notes = nearest(render.ANSWERS_FILE, directory) if directory.is_dir() else None
    if notes is None:
        raise Misuse(
            f"`{directory}` is no project of create-ai-plugin: it has no {render.ANSWERS_FILE}.",
            "Name a project's directory.",
        )
    directory = notes.parent
    place = merge.locate(directory)
    file = f"{place.tree}:{render.ANSWERS_FILE}" if place else ""
    found = git.attempt("cat-file", "blob", file, cwd=directory)
    if place is None or found.returncode:
        start = "" if git.enclosing_repository(directory.resolve(), directory) else "git init && "
        raise Failure(
            f"`{directory}` is not committed to git, so an update could not keep your edits.",
            f"Run there: {start}{_COMMIT}",
        )
    noted = answers_file.parse(found.stdout, render.ANSWERS_FILE)
    return Current(place, _release(noted), _answers(noted))


def _release(noted: Mapping[str, object]) -> str:
    source, release = _text(noted, "_src_path"), _text(noted, "_commit")
    if source not in (releases.SOURCE, str(Path(releases.SOURCE).expanduser())):
        raise Failure(
            f"{render.ANSWERS_FILE}: `_src_path` is {source}, not our template.",
            f"Nothing was fetched. If create-ai-plugin made this project, write {releases.SOURCE}.",
        )
    known = list(releases.commits())
    if release in known:
        return release
    if releases.order(release) > releases.order(known[-1]):
        raise Failure(
            f"The project is of template {release}, this create-ai-plugin has {known[-1]}.",
            "Install the newest one: pip install --upgrade create-ai-plugin",
        )
    raise Failure(
        f"{render.ANSWERS_FILE}: `_commit` is {release}, no release of the template.",
        f"Write the one that the project was made from: {', '.join(known)}.",
    )


def _text(noted: Mapping[str, object], name: str) -> str:
    """A note, short enough to be shown; nothing else is printed, for YAML can nest without end."""
    value = noted.get(name)
    return value[:200] if isinstance(value, str) else "missing" if value is None else "no text"


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


def require_clean(current: Current) -> None:
    """Raise Failure where something is not committed, which an update could mix with its own."""
    here = current.place.directory
    status = git.run_listed("status", "--porcelain", "--no-renames", "-z", "--", ".", cwd=here)
    unmerged = [entry[3:] for entry in status if "U" in entry[:2] or entry[:2] in ("AA", "DD")]
    if unmerged:
        raise Failure(
            f"A merge is not finished: {_first(unmerged)}.",
            f"Settle it and commit, or undo it: {merge.undo_command(here)}",
        )
    if status:
        paths = [entry[3:] for entry in status]
        raise Failure(f"Not everything is committed: {_first(paths)}.", f"Run there: {_COMMIT}")
    # What git is told to look away from, it would not save.
    kept = [
        entry[2:] for entry in git.run_listed("ls-files", "-vz", cwd=here) if entry[0].islower()
    ]
    if kept:
        raise Failure(
            f"Git is told to look away from {_first(kept)}.",
            "Run there, for each: git update-index --no-assume-unchanged FILE",
        )


def _first(paths: list[str]) -> str:
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{', '.join(paths[:3])}{more}"


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
    kept: Answers = {}
    problems: dict[str, str] = {}
    for question in questions.load():
        if question.name in current.answers:
            try:
                kept[question.name] = question.parse(current.answers[question.name])
            except ValueError as error:
                problems[question.name] = str(error)
    answers = questions.revise(kept, changes, current.place.directory)
    if unused := changes.keys() - answers.keys():
        raise RejectedAnswers(dict.fromkeys(sorted(unused), "is not asked with these answers"))
    problems = {name: why for name, why in problems.items() if name in answers.keys() - changes}
    # To be fixed rather than written anew; what is no choice any more cannot be.
    answers.update(
        {name: current.answers[name] for name in problems if not questions.by_name(name).choices}
    )
    asked = [
        question
        for question in questions.load()
        if question.name in answers.keys() - changes
        and (question.name in problems or (question.is_open and _is_new(question, kept, old)))
    ]
    return Carried(answers, asked, problems)


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
    wins = {render.ANSWERS_FILE: merge.THEIRS}
    wins.update(dict.fromkeys(resources.config()["_skip_if_exists"], merge.OURS))
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
    require_clean(update.current)
    merge.apply(update.current.place, update.merged)


def news(old: str, new: str) -> list[tuple[str, str]]:
    """What the template's changelog says of each release after `old` up to `new`, newest first."""
    text = (render.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)\n+(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    after, last = releases.order(old), releases.order(new)
    return [(name, said.strip()) for name, said in sections if after < releases.order(name) <= last]
