"""`ai-plugin refresh`: an imported API's document is read again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli import console
from scaffold.cli.command import Command
from scaffold.cli.options import debug, directories, files, flag
from scaffold.errors import Failure, Misuse

if TYPE_CHECKING:
    from scaffold.api.refresh import Refreshed
    from scaffold.project.patch import Merged
    from scaffold.project.place import Place
    from scaffold.template.questions import Answers

_TEXT = """Read an API's document again, and bring what is made of it up to date.

DIRECTORY is a project that `create-ai-plugin --from DOCUMENT` made (here, if none is given); all
of it must be committed. overlay.yaml says what is taken of the document, and which document that
is. What changes is merged into your files and staged, for you to look at and commit.

Exit codes: 0 done or nothing to do, 1 an operation that you take is gone, there are conflicts, or
it could not be done, 2 wrong use.
"""


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "refresh",
        text=_TEXT,
        examples=[
            "ai-plugin refresh --dry-run",
            "ai-plugin refresh my-plugin --from openapi.yaml",
        ],
        arguments=[click.Argument(["directory"], default=".", shell_complete=directories)],
        sections={
            "What it reads": [
                click.Option(
                    ["--from", "source"],
                    metavar="DOCUMENT",
                    shell_complete=files,
                    help="The document, a file or a URL, from now on "
                    "[default: `extends` of overlay.yaml]",
                ),
            ],
            "What it does": [flag("--dry-run", help="Say what would change, change nothing")],
            "How it answers": [flag("--json", help="Answer in JSON"), debug()],
        },
        callback=_refresh,
    )


def _refresh(*, directory: str, source: str | None, dry_run: bool, json: bool) -> None:
    from scaffold.api import overlay, refresh
    from scaffold.project import merge, notes, patch
    from scaffold.upwards import nearest

    folder = Path(directory)
    file = nearest(overlay.FILE, folder) if folder.is_dir() else None
    if file is None:
        raise Misuse(
            f"`{directory}` has no {overlay.FILE}.",
            "Name a project that `create-ai-plugin --from DOCUMENT` made.",
        )
    here = file.parent
    place, answers = _project(here)
    notes.require_clean(here)
    imported = refresh.read(here, answers)
    if not json:
        console.say(f"Reads {console.printable(source or imported.overlay.extends)}.")
    refreshed = refresh.refresh(imported, here, source, answers or {})
    with tempfile.TemporaryDirectory(prefix="create-ai-plugin-") as store:
        was, will = refreshed.was, refreshed.will
        merged = merge.merge(place, was, will, Path(store), label="api", wins={})
        if not dry_run:
            patch.apply(place, merged)
    with console.output("" if dry_run else "The refresh is done. "):
        if json:
            console.say_json(_as_json(place, refreshed, merged))
        else:
            _tell(place, refreshed, merged, dry_run=dry_run)
    raise click.exceptions.Exit(int(bool(refreshed.gone or merged.unmerged)))


def _project(here: Path) -> tuple[Place, Answers | None]:
    """Where a project lies, and the answers that a gateway was made with."""
    from scaffold.project import notes, place, update
    from scaffold.template import questions, render

    if (here / render.ANSWERS_FILE).is_file():
        current = update.read(notes.read(here))
        return current.place, questions.revise(current.answers, {}, here)
    located = place.locate(here)
    if located is None:
        raise Failure(
            f"`{here}` is not committed to git, so a refresh could not keep your edits.",
            'Run there: git init && git add --all . && git commit --message "Before the refresh"',
        )
    return located, None


def _as_json(place: Place, refreshed: Refreshed, merged: Merged) -> dict[str, object]:
    from scaffold.project import place as places

    return {
        "directory": str(place.directory.resolve()),
        "gone": refreshed.gone,
        "new": refreshed.new,
        "changed": [{"operation": name, "what": what} for name, what in refreshed.changed],
        "notes": refreshed.notes,
        "files": [change._asdict() for change in merged.changes],
        "conflicts": sorted(merged.unmerged),
        "undo": places.undo_command(place.directory),
    }


def _tell(place: Place, refreshed: Refreshed, merged: Merged, *, dry_run: bool) -> None:
    from scaffold.cli import changes

    changed = [f"{name}: {', '.join(what)}" for name, what in refreshed.changed]
    for kind, names in (("gone", refreshed.gone), ("new", refreshed.new), ("changed", changed)):
        paint = console.bad if kind == "gone" else console.mild
        for name in names:
            console.say(f"  {paint(f'{kind:8}')}  {console.printable(name)}")
    for note in refreshed.notes:
        console.say(f"- {console.printable(note)}")
    if refreshed.new:
        console.say("What is new is left out: `update: {}` in overlay.yaml takes it.")
    if not merged.changes:
        console.say("Nothing to do: the project is what the document makes of it.")
        return
    changes.tell_files(merged)
    if dry_run:
        console.say("A dry run: nothing was changed.")
    else:
        changes.tell_next(place.directory, merged, "Refreshed", "the API")
