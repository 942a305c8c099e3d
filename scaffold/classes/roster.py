"""Reads a class list: CSV with a column `name`, and one for each question that differs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from scaffold import spelling
from scaffold.errors import Misuse
from scaffold.template import questions

NAME = "name"

# A thousand rows whose longest answers are all at their limits.
_MAX_BYTES = 10_000_000

# What spreadsheets of all countries put between two cells.
_DELIMITERS = ",;\t"


class Row(NamedTuple):
    """A learner; `number` counts as a spreadsheet does.

    `cells` maps questions to what is written there; a question without any has no cell.
    """

    number: int
    name: str
    cells: Mapping[str, str] = MappingProxyType({})


class Problem(NamedTuple):
    """What is wrong with row `number`, at which `place`."""

    number: int
    place: str
    why: str


class Roster(NamedTuple):
    """The learners, and what is wrong with other rows."""

    rows: list[Row]
    problems: list[Problem]


def read(path: str) -> Roster:
    """The class list in a file. Raises Misuse where it is none."""
    text = _text(path)
    try:
        delimiter = max(_DELIMITERS, key=lambda each: _rank(text, each))
        (_, header), *records = [*_records(text, delimiter)] or [(1, [])]
    except csv.Error as error:
        raise Misuse(f"{path}: is no CSV: {error}.") from error
    columns = _columns(header)
    _require_fitting(columns, path)
    roster = Roster([], [])
    for number, cells in records:
        _add(roster, number, columns, cells)
    if not records:
        raise Misuse(f"{path}: has no rows.", "Write one for each learner, below the header.")
    return roster


def problem(row: Row, question: str, why: str) -> Problem:
    """What is wrong with an answer, shown where one is written."""
    written = row.cells.get(question)
    shown = "" if written is None else f' "{_short(written)}"'
    return Problem(row.number, f"row {row.number}, {question}{shown}", why)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _add(roster: Roster, number: int, columns: Sequence[str], cells: Sequence[str]) -> None:
    values = dict(zip(columns, cells, strict=False))
    name = _legible(values.pop(NAME, ""))
    row = Row(number, name, {column: value for column, value in values.items() if value})
    if any(cells[len(columns) :]):
        why = f"has {len(cells)} cells, the header {len(columns)}"
        roster.problems.append(Problem(number, f'row {number}, "{_short(cells[0])}"', why))
    elif not name:
        roster.problems.append(problem(row, NAME, "is empty"))
    else:
        roster.rows.append(row)


def _legible(name: str) -> str:
    """On one line, without what would steer a terminal or turn the line around."""
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", " ", name).split())


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Misuse(f"{path}: cannot be read: {why}.") from error
    if len(raw) > _MAX_BYTES:
        raise Misuse(f"{path}: is larger than {_MAX_BYTES // 1_000_000} MB, so no class list.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "Save it as CSV UTF-8, as spreadsheets call it."
        raise Misuse(f"{path}: is not UTF-8 at byte {error.start}.", hint) from error


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers."""
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        cells = [cell.strip() for cell in record]
        if any(cells):
            yield number + 1, cells


def _rank(text: str, delimiter: str) -> tuple[bool, int]:
    """How well a delimiter fits: whether it gives a column of names, and how many columns."""
    _, header = next(_records(text, delimiter), (1, []))
    return NAME in _columns(header), len(header)


def _columns(header: Sequence[str]) -> list[str]:
    columns = [re.sub(r"[\s-]+", "_", cell.lower()) for cell in header]
    # Spreadsheets also write the empty ones to the right.
    while columns and not columns[-1]:
        columns.pop()
    return columns


def _require_fitting(columns: Sequence[str], path: str) -> None:
    known = [NAME, *(each.name for each in questions.load() if not each.imported)]
    if NAME not in columns:
        shown = ", ".join(f"`{column[:40]}`" for column in columns[:10]) or "nothing"
        raise Misuse(f"{path}: has no column `name`; row 1 has {shown}.", "Write the header first.")
    problems = [*_odd_columns(columns, known)]
    if problems:
        raise Misuse(f"{path}: {'; '.join(problems)}.", f"Columns are: {', '.join(known)}.")


def _odd_columns(columns: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield f"column `{column[:40]}` is there twice"
        if column not in known:
            close = spelling.suggestion(column, known)
            yield f"column `{column[:40]}`: no such question{close}"
