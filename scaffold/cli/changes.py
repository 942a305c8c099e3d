"""What `ai-plugin update` says: what changes, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold.cli import console, page

if TYPE_CHECKING:
    from scaffold.project.patch import Merged

# A release to what is new in it.
News = Sequence[tuple[str, str]]


class Report(NamedTuple):
    """An update as it is told; `before` and `after` are answers, `advice` what to do besides."""

    directory: Path
    old: str
    new: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    news: News
    merged: Merged
    advice: Sequence[str] = ()


def tell(report: Report, *, json: bool, dry_run: bool) -> int:
    """Say it, for people or for machines; 1 if there are conflicts."""
    with console.output("" if dry_run else "The update is done. "):
        if json:
            console.say_json(_as_json(report))
        elif not report.merged.changes:
            console.say(f"Up to date: template {report.new}.")
        else:
            _tell(report)
            if dry_run:
                console.say("A dry run: nothing was changed.")
            else:
                tell_next(report.directory, report.merged, "Updated", "the template", report.advice)
    return int(bool(report.merged.unmerged))


def tell_whether(old: str, new: str, *, json: bool) -> int:
    """Say whether there is an update; 1 if there is."""
    outdated = old != new
    with console.output(""):
        if json:
            console.say_json({"from": old, "to": new, "outdated": outdated})
        elif outdated:
            console.say(f"There is an update, from template {old} to {new}.")
        else:
            console.say(f"Up to date: template {new}.")
    return int(outdated)


def _as_json(report: Report) -> dict[str, object]:
    from scaffold.project import place

    return {
        "directory": str(report.directory.resolve()),
        "from": report.old,
        "to": report.new,
        "answers": report.after,
        "changelog": dict(report.news),
        "files": [change._asdict() for change in report.merged.changes],
        "conflicts": sorted(report.merged.unmerged),
        "undo": place.undo_command(report.directory),
    }


def introduce(old: str, new: str, news: News) -> None:
    """Say from which release to which, and what is new; nothing if they are the same."""
    if old != new:
        console.say(f"From template {old} to {console.strong(new)}.")
    for release, text in news:
        console.say("\n".join(["", console.strong(f"New in {release}"), *_bullets(text)]))
    if old != new:
        console.say()


def warn(text: str) -> None:
    """Say what cannot be undone by the command that undoes all else."""
    _say(text, console.bad)
    console.say()


def _tell(report: Report) -> None:
    """What it means for answers and files."""
    before = report.before
    changed = [
        f"  {name}: {_brief(before[name])} -> {_brief(answer)}"
        if name in before
        else f"  {name}: {_brief(answer)} (new)"
        for name, answer in report.after.items()
        if answer != before.get(name, "")
    ]
    if changed:
        console.say("\n".join([*changed, ""]))
    tell_files(report.merged)


def tell_files(merged: Merged) -> None:
    """What happens to each file."""
    for path, kind in merged.changes:
        paint = console.bad if kind == "conflict" else console.mild
        console.say(f"  {paint(f'{kind:8}')}  {console.printable(path)}")
    console.say()


def tell_next(
    directory: Path, merged: Merged, done: str, other: str, advice: Sequence[str] = ()
) -> None:
    """What to do with a merge that is `done`; `other` changed files besides their owner."""
    from scaffold.project import place

    if marked := merged.unmerged.keys() - merged.given_up:
        files = _files(len(marked))
        _say(f"Conflicts in {files}: you and {other} changed the same lines.", console.bad)
        _say("Choose between the marks in each, `git add` it, and commit.")
    if merged.given_up:
        files = ", ".join(map(console.printable, merged.given_up))
        _say(f"Given up by {other}, and changed by you: {files}.", console.bad)
        _say("`git add` it to keep it, or `git rm` it, and commit.")
    if not merged.unmerged:
        look = "Look at them with `git diff --staged`, run the tests, and commit."
        _say(f"{done} {_files(len(merged.changes))}, staged. {look}", console.good)
    for sentence in advice:
        _say(sentence)
    # Whole, to be copied.
    console.say(f"To undo all of it: {place.undo_command(directory)}")


def _say(sentence: str, paint: Callable[[str], str] = str) -> None:
    """A sentence in lines that fit; its first word is painted."""
    first, _, rest = "\n".join(page.wrapped(sentence, console.width())).partition(" ")
    console.say(f"{paint(first)} {rest}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _brief(answer: object) -> str:
    """An answer on a line."""
    text = console.printable(str(answer)).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."


def _bullets(text: str) -> Iterator[str]:
    """A changelog's bullets in lines that fit."""
    for bullet in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
        yield "- " + "\n  ".join(page.wrapped(bullet, console.width() - 2))
