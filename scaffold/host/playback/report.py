"""What came of conversations, for people, for programs, and as JUnit's XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from scaffold.host.playback.compare import Compared
from scaffold.host.playback.play import Played, Result

# XML 1.0 has no way to write these.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Colours a word by whether it is good.
Paint = Callable[[bool, str], str]
# Makes a stranger's text harmless to a terminal.
Clean = Callable[[str], str]


def text(results: Sequence[Result], paint: Paint, clean: Clean) -> str:
    """A line for each turn, and what was not as expected below it."""
    lines = [line for result in results for line in _lines(result, paint, clean)]
    return "\n".join([*lines, _sum(results)])


def _lines(result: Result, paint: Paint, clean: Clean) -> Iterator[str]:
    yield clean(result.path)
    for turn in result.turns:
        good = not turn.problems
        calls = ", ".join(f"{call.operation} {call.status or '-'}" for call in turn.calls)
        often = f"  ({turn.came} of {turn.repeat} times)" if turn.repeat > 1 else ""
        summary = clean(f"{' '.join(turn.say.split())}  -> {calls or 'no call'}{often}")
        yield f"  {paint(good, 'ok' if good else 'FAILED')}  {summary}"
        yield from (f"      {clean(problem)}" for problem in turn.problems)
    if result.problem:
        yield f"  {paint(False, 'FAILED')}  {clean(result.problem)}"


def _sum(results: Sequence[Result]) -> str:
    turns = sum(len(result.turns) for result in results)
    failed = sum(not result.is_good for result in results)
    conversations = f"{len(results)} conversation{'s' if len(results) != 1 else ''}"
    return f"{conversations}, {turns} turn{'s' if turns != 1 else ''}, {failed} failed."


def comparison(turns: Sequence[Compared], named: str, paint: Paint, clean: Clean) -> str:
    """What is better or worse here than with the other, and how much is the same."""
    lines = [f"Compared with {clean(named)}:"]
    for turn in turns:
        if turn.outcome != "same":
            word = paint(turn.outcome == "better", turn.outcome)
            sides = f"{_often(turn.here)} here, {_often(turn.there)} there"
            lines.append(clean(f"  {turn.path}: {' '.join(turn.say.split())}"))
            lines.append(f"    {word}: {sides}")
    counts = Counter(turn.outcome for turn in turns)
    listed = ", ".join(f"{counts[word]} {word}" for word in ("better", "worse", "same"))
    return "\n".join([*lines, f"{listed}."])


def _often(turn: Played | None) -> str:
    if turn is None:
        return "not played"
    if turn.repeat > 1:
        return f"{turn.came} of {turn.repeat} times"
    return "not as expected" if turn.problems else "as expected"


def compared_as_json(turns: Sequence[Compared]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "file": turn.path,
            "say": turn.say,
            "outcome": turn.outcome,
            "here": _turn(turn.here),
            "there": _turn(turn.there) if turn.there else None,
        }
        for turn in turns
    ]


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "conversations": [
            {
                "file": result.path,
                "passed": result.is_good,
                "problem": result.problem,
                "turns": [_turn(turn) for turn in result.turns],
            }
            for result in results
        ],
        "failed": sum(not result.is_good for result in results),
    }


def _turn(turn: Played) -> dict[str, Any]:
    return {
        "say": turn.say,
        "passed": not turn.problems,
        "problems": turn.problems,
        "calls": [call._asdict() for call in turn.calls],
        "came": turn.came,
        "repeat": turn.repeat,
        "seconds": round(turn.seconds, 3),
    }


def junit(results: Sequence[Result]) -> bytes:
    """JUnit's XML: a suite for each file, a case for each turn."""
    root = ET.Element("testsuites")
    for result in results:
        cases = [(turn.say, turn.seconds, turn.problems) for turn in result.turns]
        if result.problem:
            cases.append(("could not be played", 0.0, [result.problem]))
        failures = sum(bool(problems) for _, _, problems in cases)
        about = {"name": result.path, "tests": str(len(cases)), "failures": str(failures)}
        suite = ET.SubElement(root, "testsuite", about)
        for name, seconds, problems in cases:
            named = {"classname": result.path, "name": name, "time": f"{seconds:.3f}"}
            case = ET.SubElement(suite, "testcase", {k: _xml(v) for k, v in named.items()})
            if problems:
                failure = ET.SubElement(case, "failure", {"message": _xml(problems[0])})
                failure.text = _xml("\n".join(problems))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
