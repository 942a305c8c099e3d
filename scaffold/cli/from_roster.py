"""`create-ai-plugin --roster`: a project for each learner of a class."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from scaffold.classes import handout, making, register, roster, seats
from scaffold.classes.making import Outcome
from scaffold.classes.seats import Project
from scaffold.cli import console, outcome
from scaffold.cli.manner import Manner
from scaffold.errors import Failure
from scaffold.project import destination
from scaffold.template import questions


def create(file: str, named: str, given: dict[str, object], manner: Manner) -> None:
    """Make what the class list asks for and is not there yet, and say who sits where.

    Raises Failure, and click's Exit after what came of it is said.
    """
    accepted = questions.accept(given)
    directory = _check(named)
    kept = register.read(directory)
    projects = seats.assign(roster.read(file), accepted, directory, kept)
    missing = [each for each in projects if not making.is_made(directory, each)]
    made = Outcome({}, {})
    if not manner.dry_run:
        made = _make(directory, projects, kept, missing, commit=manner.commit)
    done = "" if manner.dry_run else f"{directory} is complete. "
    states = dict(_states(projects, missing, made, dry_run=manner.dry_run))
    with console.output(done):
        if manner.json:
            console.say_json(_as_json(directory, projects, states, made))
        else:
            _tell(directory, projects, states, made, dry_run=manner.dry_run)
    if made.failures:
        raise click.exceptions.Exit(1)


def _check(named: str) -> Path:
    """The class's directory, which may hold what an earlier run has made."""
    path = Path(named).expanduser()
    if named.strip() and path.is_dir():
        return path.resolve()
    return destination.check(named)


def _make(
    directory: Path,
    projects: Sequence[Project],
    kept: Sequence[seats.Seat],
    missing: Sequence[Project],
    *,
    commit: bool,
) -> Outcome:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        register.write(directory, seats.joined(kept, projects))
        commands = _commands(directory / projects[0].seat.folder)
        page = handout.page([each.seat for each in projects], commands)
        register.replace(directory / handout.FILE, page)
    except OSError as error:
        raise Failure(f"`{directory}` cannot be written to: {error.strerror}.") from error
    if not missing:
        return Outcome({}, {})
    try:
        with _bar(len(missing)) as report:
            return making.make(directory, missing, commit=commit, report=report)
    except KeyboardInterrupt as error:
        count = sum(making.is_made(directory, each) for each in projects)
        sentence = f"Interrupted: {count} of {len(projects)} projects are there."
        console.tell(Failure(sentence, _GO_ON), head="")
        raise click.exceptions.Exit(console.INTERRUPTED) from error
    except Failure as failure:
        raise Failure(failure.sentence, _GO_ON) from failure


_GO_ON = "The same command goes on from there."


@contextmanager
def _bar(total: int) -> Iterator[making.Report]:
    """A bar for somebody at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Making projects", file=sys.stderr) as bar:
        yield lambda _: bar.update(1)


def _commands(directory: Path) -> list[str]:
    """What a learner types in the project's directory."""
    entering = len(outcome.enter_commands(directory))
    return outcome.next_commands(directory)[entering:]


def _states(
    projects: Sequence[Project], missing: Sequence[Project], made: Outcome, *, dry_run: bool
) -> Iterator[tuple[str, str]]:
    """What is said of each project, by its directory."""
    absent = {each.seat.folder for each in missing}
    for project in projects:
        folder = project.seat.folder
        if folder not in absent:
            yield folder, "there"
        elif dry_run:
            yield folder, "planned"
        else:
            yield folder, "made" if folder in made.made else "failed"


def _as_json(
    directory: Path, projects: Sequence[Project], states: dict[str, str], made: Outcome
) -> dict[str, object]:
    learners = [
        {
            "name": seat.name,
            "directory": str(directory / seat.folder),
            "port": seat.port,
            "state": states[seat.folder],
            "problem": made.failures.get(seat.folder),
            "answers": answers,
        }
        for seat, answers in projects
    ]
    return {"directory": str(directory), "learners": learners}


def _tell(
    directory: Path,
    projects: Sequence[Project],
    states: dict[str, str],
    made: Outcome,
    *,
    dry_run: bool,
) -> None:
    width = max(len(each.seat.folder) for each in projects)
    for seat, _ in projects:
        state = states[seat.folder]
        shown = f"{state:8}" if state != "failed" else console.bad(f"{state:8}")
        console.say(
            f"{shown} {seat.folder.ljust(width)}  {handout.url(seat)}  "
            f"{console.printable(seat.name)}"
        )
    console.say()
    if dry_run:
        planned = list(states.values()).count("planned")
        console.say(f"{_count(planned)} would be made in {directory}; nothing was written.")
        return
    console.say(f"{console.good('Created')} {_count(len(made.made))} in {directory}.")
    if repository := next((each.repository for each in made.made.values()), None):
        console.say(f"They lie in the repository {repository}: commit them there.")
    console.say(f"{handout.FILE} there is a page to print: who, where, and what to type first.")
    for folder, why in made.failures.items():
        console.tell(Failure(f"{folder}: {why}"), head="Error: ")
    if made.failures:
        console.tell(Failure(f"{len(made.failures)} could not be made.", _GO_ON), head="")


def _count(projects: int) -> str:
    return "1 project" if projects == 1 else f"{projects} projects"
