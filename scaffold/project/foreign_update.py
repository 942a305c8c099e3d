"""A project of somebody's template is updated beside itself, by Copier, and then as ours are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scaffold import git, signals
from scaffold.project import answers_file, patch
from scaffold.project.notes import Notes
from scaffold.project.patch import OURS_ALONE, Merged
from scaffold.project.place import Place
from scaffold.template.foreign import update
from scaffold.template.foreign.questions import Answer
from scaffold.template.foreign.template import Template, require_inside
from scaffold.template.render import ANSWERS_FILE


class Update(NamedTuple):
    """An update that is worked out, and not yet applied; `answers` are all that there are then."""

    merged: Merged
    release: str
    answers: dict[str, object]


@contextmanager
def workshop() -> Iterator[Path]:
    """A directory to work in, gone afterwards."""
    scratch = tempfile.TemporaryDirectory(prefix="create-ai-plugin-")
    with signals.ignored(), scratch as folder, signals.raising():
        yield Path(folder)


def new_questions(notes: Notes, theirs: Template, changes: Mapping[str, Answer]) -> set[str]:
    """The names of the questions that the project has no answer to, and nobody changed."""
    known = {**notes.answers, **changes}
    steps = theirs.each(known, notes.place.directory)
    # A secret one is never noted, and the project has it already.
    asked = {asked.name for asked, _ in steps if asked.is_open and not asked.secret}
    return asked - known.keys()


def plan(notes: Notes, theirs: Template, changes: Mapping[str, Answer], work: Path) -> Update:
    """Work out an update in `work`, without a change to the project. Raises Failure."""
    theirs.require_trust(update.code_between(theirs, notes.release))
    # Templates use the name of the directory.
    copy = work / "copy" / notes.place.directory.resolve().name
    store = work / "store"
    copy.parent.mkdir()
    _copy(notes.place, copy, store)
    update.update(theirs, copy, changes)
    unmerged = git.run_listed("ls-files", "--unmerged", "-z", cwd=copy)
    git.run(*OURS_ALONE, "-c", "core.safecrlf=false", "add", "--all", cwd=copy)
    tree = git.run(*OURS_ALONE, "write-tree", cwd=copy)
    merged = patch.between(notes.place.tree, tree, patch.unmerged_entries(unmerged), store)
    for change in merged.changes:
        require_inside(copy, change.path)
    committed = git.run("cat-file", "blob", f"{tree}:{ANSWERS_FILE}", cwd=copy)
    noted = answers_file.parse(committed.encode(), ANSWERS_FILE)
    return Update(merged, str(noted.get("_commit", "")), answers_file.without_notes(noted))


def _copy(place: Place, copy: Path, store: Path) -> None:
    """What is committed of a project, as a repository of its own in `copy`.

    Git's part of it lies in `store`, out of a template's reach.
    """
    kind = f"--object-format={place.hashing}"
    apart = f"--separate-git-dir={store}"
    git.run("init", "--quiet", "--template=", kind, apart, str(copy), cwd=copy.parent)
    (store / "objects/info").mkdir(exist_ok=True)
    (store / "objects/info/alternates").write_bytes(os.fsencode(place.objects) + b"\n")
    commit = git.run("commit-tree", place.tree, "-m", "yours", cwd=copy, env=git.OUR_IDENTITY)
    git.run(*OURS_ALONE, "reset", "--quiet", "--hard", commit, cwd=copy)
