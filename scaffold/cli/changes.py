"""What `ai-plugin update` says: what changes, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scaffold.cli import console, page

if TYPE_CHECKING:
    from scaffold.project.update import Update


def tell(planned: Update, *, json: bool, dry_run: bool) -> None:
    """Say it, for people or for machines."""
    if json:
        console.say_json(_as_json(planned))
    elif not planned.merged.changes:
        console.say(f"Up to date: template {planned.release}.")
    else:
        _tell(planned)
        if dry_run:
            console.say("A dry run: nothing was changed.")
        else:
            _tell_next(planned)


def _as_json(planned: Update) -> dict[str, object]:
    from scaffold.project import merge, update

    old, changes = planned.current, planned.merged.changes
    return {
        "directory": str(old.place.directory.resolve()),
        "from": old.release,
        "to": planned.release,
        "answers": planned.answers,
        "changelog": dict(update.news(old.release, planned.release)),
        "files": [change._asdict() for change in changes],
        "conflicts": sorted(planned.merged.unmerged),
        "undo": merge.undo_command(old.place.directory),
    }


def introduce(old: str, new: str) -> None:
    """Say from which release to which, and what is new; nothing if they are the same."""
    from scaffold.project import update

    if old != new:
        console.say(f"From template {old} to {console.strong(new)}.")
    for release, said in update.news(old, new):
        console.say("\n".join(["", console.strong(f"New in {release}"), *_bullets(said)]))
    if old != new:
        console.say()


def _tell(planned: Update) -> None:
    """What it means for answers and files."""
    old, changes = planned.current, planned.merged.changes
    changed = [
        f"  {name}: {_brief(old.answers[name])} -> {_brief(answer)}"
        if name in old.answers
        else f"  {name}: {_brief(answer)} (new)"
        for name, answer in planned.answers.items()
        if answer != old.answers.get(name)
    ]
    if changed:
        console.say("\n".join([*changed, ""]))
    for path, kind in changes:
        paint = console.bad if kind == "conflict" else console.mild
        console.say(f"  {paint(f'{kind:8}')}  {console.printable(path)}")
    console.say()


def _tell_next(planned: Update) -> None:
    from scaffold.project import merge

    merged = planned.merged
    if marked := merged.unmerged.keys() - merged.given_up:
        files = _files(len(marked))
        _say(f"Conflicts in {files}: you and the template changed the same lines.", console.bad)
        _say("Choose between the marks in each, `git add` it, and commit.")
    if merged.given_up:
        files = ", ".join(map(console.printable, merged.given_up))
        _say(f"Given up by the template, and changed by you: {files}.", console.bad)
        _say("`git add` it to keep it, or `git rm` it, and commit.")
    if not merged.unmerged:
        look = "Look at them with `git diff --staged`, run the tests, and commit."
        _say(f"Updated {_files(len(merged.changes))}, staged. {look}", console.good)
    if any(path == "pyproject.toml" for path, _ in merged.changes):
        _say("Install again: what the plugin needs has changed.")
    if any(path == "plugin/database.py" for path, _ in merged.changes):
        _say("Tables change: a database that holds data needs a migration, or a new start.")
    if planned.secrets:
        needed = ", ".join(planned.secrets)
        _say(f"`python -m plugin secrets` makes what `.env` needs now: {needed}.")
    # Whole, to be copied.
    console.say(f"To undo all of it: {merge.undo_command(planned.current.place.directory)}")


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


def _bullets(said: str) -> Iterator[str]:
    """A changelog's bullets in lines that fit."""
    for bullet in re.split(r"^- ", said, flags=re.MULTILINE)[1:]:
        yield "- " + "\n  ".join(page.wrapped(bullet, console.width() - 2))
