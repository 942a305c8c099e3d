"""What `ai-plugin update` says: what changes, and what to do next."""

from __future__ import annotations

import functools
import re
import shlex
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.cli import console

if TYPE_CHECKING:
    from scaffold.update import Update


def tell(planned: Update, *, json: bool, dry_run: bool) -> None:
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
    from scaffold import update

    old, changes = planned.current, planned.merged.changes
    return {
        "directory": str(old.place.directory),
        "from": old.release,
        "to": planned.release,
        "answers": planned.answers,
        "changelog": dict(update.news(old.release, planned.release)),
        "files": [change._asdict() for change in changes],
        "conflicts": [path for path, kind in changes if kind == "conflict"],
        "undo": _undo(old.place.directory),
    }


def _tell(planned: Update) -> None:
    """What is new, and what it means for answers and files."""
    from scaffold import update

    old, changes = planned.current, planned.merged.changes
    if old.release != planned.release:
        console.say(f"From template {old.release} to {console.strong(planned.release)}.")
    for release, said in update.news(old.release, planned.release):
        console.say(f"\n{console.strong(f'New in {release}')}\n{_wrapped(said)}")
    changed = [
        f"  {name}: {_brief(old.answers.get(name, 'not asked'))} -> {_brief(answer)}"
        for name, answer in planned.answers.items()
        if answer != old.answers.get(name)
    ]
    if changed:
        console.say("\n".join(["", *changed]))
    console.say()
    for path, kind in changes:
        paint = console.bad if kind == "conflict" else console.mild
        console.say(f"  {paint(f'{kind:8}')}  {console.printable(path)}")
    console.say()


def _tell_next(planned: Update) -> None:
    old, changes = planned.current, planned.merged.changes
    if conflicts := [path for path, kind in changes if kind == "conflict"]:
        console.say(
            f"{console.bad('Conflicts')} in {_files(len(conflicts))}: you and the template changed "
            "the same lines.\nChoose between the marks in each, `git add` it, and commit."
        )
    else:
        console.say(
            f"{console.good('Updated')} {_files(len(changes))}, staged. Look at them with "
            "`git diff --staged`, run the tests, and commit."
        )
    if any(path == "pyproject.toml" for path, _ in changes):
        console.say("Install again: what the plugin needs has changed.")
    if planned.secrets:
        needed = ", ".join(planned.secrets)
        console.say(f"`python -m plugin secrets` makes what `.env` needs now: {needed}.")
    console.say(f"To undo all of it: {_undo(old.place.directory)}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _brief(answer: object) -> str:
    """An answer on a line."""
    text = console.printable(str(answer)).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."


def _wrapped(said: str) -> str:
    """A changelog's bullets in lines of the terminal's width."""
    width = min(shutil.get_terminal_size().columns, 100)
    bullets = re.split(r"^- ", said, flags=re.MULTILINE)[1:]
    fill = functools.partial(
        textwrap.fill, width=width, initial_indent="- ", subsequent_indent="  "
    )
    return "\n".join(fill(" ".join(bullet.split())) for bullet in bullets)


def _undo(directory: Path) -> str:
    from scaffold import merge

    there = [] if str(directory) == "." else ["-C", shlex.quote(str(directory))]
    return " ".join(["git", *there, *merge.UNDO])
