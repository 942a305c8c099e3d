"""Gives each learner of a class list a directory, a port and answers, the same ones every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from scaffold.classes.roster import Roster, Row, problem
from scaffold.errors import Failure, RejectedAnswers
from scaffold.template import questions
from scaffold.template.questions import Answers


class Seat(NamedTuple):
    """Where a learner's project is, below the class's directory, and where it listens."""

    name: str
    folder: str
    port: int


class Project(NamedTuple):
    """A learner's seat, and the answers that the project is made of."""

    seat: Seat
    answers: Answers


def assign(
    roster: Roster, given: Answers, directory: Path, kept: Sequence[Seat] = ()
) -> list[Project]:
    """A project for each row; `given` is what holds wherever a row has no cell of its own.

    Who is in `kept` has that seat again. Raises RejectedAnswers with all that is wrong in any row,
    Failure where something else lies in a learner's place.
    """
    problems = list(roster.problems)
    plan = _Plan(given, directory, kept, _chosen_ports(roster.rows))
    projects = []
    for row in roster.rows:
        try:
            projects.append(plan.project(row))
        except RejectedAnswers as error:
            problems += [problem(row, name, why) for name, why in error.problems.items()]
    if problems:
        by_place = {each.place: each.why for each in sorted(problems)}
        raise RejectedAnswers(by_place, "Nothing was written: put these right in the class list.")
    occupied = [each.seat.folder for each in projects if each.seat.folder in plan.occupied]
    if occupied:
        some = ", ".join(f"`{folder}`" for folder in occupied[:10])
        raise Failure(
            f"In `{directory}` something else is there already: {some}.", "Name a new directory."
        )
    return projects


class _Plan:
    """What is taken so far, row by row."""

    def __init__(
        self, given: Answers, directory: Path, kept: Sequence[Seat], chosen_ports: set[int]
    ) -> None:
        self._given = given
        self._directory = directory
        self._kept = _by_learner(kept)
        self._chosen_ports = chosen_ports
        self._folders = {seat.folder for seat in kept}
        self._ports = {seat.port: f"{seat.name}'s" for seat in kept}
        self._names: Counter[str] = Counter()
        self._free = count(int(given.get("port", questions.by_name("port").default)))
        there = {entry.name for entry in directory.iterdir()} if directory.is_dir() else set()
        self._made = there & self._folders
        self.occupied = there - self._folders

    def project(self, row: Row) -> Project:
        self._names[row.name] += 1
        kept = self._kept.get((row.name, self._names[row.name]))
        answers = {**self._given, **questions.accept(row.cells)}
        if kept and (kept.folder in self._made or "port" not in row.cells):
            port = kept.port
        elif "port" in row.cells:
            port = int(answers["port"])
            if (owner := self._ports.get(port)) and not (kept and kept.port == port):
                raise RejectedAnswers({"port": f"is {owner}, too"})
        else:
            port = self._free_port()
        folder = kept.folder if kept else self._folder(row)
        self._folders.add(folder)
        self._ports[port] = f"row {row.number}'s"
        complete = questions.complete({**answers, "port": port}, self._directory / folder)
        return Project(Seat(row.name, folder, port), complete)

    def _folder(self, row: Row) -> str:
        stem = _folder_name(row.name) or f"learner-{row.number - 1:02}"
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(name for name in names if name not in self._folders)

    def _free_port(self) -> int:
        taken = {*self._ports, *self._chosen_ports, *_NOT_FOR_PLUGINS}
        port = next(port for port in self._free if port not in taken)
        if port > _LAST_PORT:
            raise RejectedAnswers({"port": f"none is left, up to {_LAST_PORT}"})
        return port


def _folder_name(name: str) -> str:
    """A learner's name as the template writes names in plain letters; empty where it cannot."""
    if not any(character.isalpha() for character in name):
        return ""
    written = questions.by_name("name_for_model").suggest({"name_for_human": name}, Path())
    folder = str(written).lower().replace("_", "-")
    return "" if re.fullmatch(_DEVICES, folder) else folder


# No names for a directory on Windows.
_DEVICES = r"con|prn|aux|nul|com[0-9]|lpt[0-9]"

_LAST_PORT = 65535

# That of `ai-plugin host`, and what browsers refuse to open (Fetch standard, "port blocking").
_NOT_FOR_PLUGINS = {
    3400,
    *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
    *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
}


def _chosen_ports(rows: Sequence[Row]) -> set[int]:
    written = (row.cells.get("port", "") for row in rows)
    return {int(port) for port in written if re.fullmatch("[0-9]{1,5}", port)}


def joined(kept: Sequence[Seat], projects: Sequence[Project]) -> list[Seat]:
    """The seats to keep from now on: whoever has left the class list keeps the place."""
    now = [project.seat for project in projects]
    return [*{**_by_learner(kept), **_by_learner(now)}.values()]


def _by_learner(seats: Sequence[Seat]) -> dict[tuple[str, int], Seat]:
    """Seats by name, and for which of those who have that name."""
    names: Counter[str] = Counter()
    learners = {}
    for seat in seats:
        names[seat.name] += 1
        learners[seat.name, names[seat.name]] = seat
    return learners
