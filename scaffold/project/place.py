"""Where a project lies in its repository, and what takes an update of it back."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import NamedTuple

from scaffold import git
from scaffold.errors import Failure

# What makes files what is committed.
RESTORE = ("restore", "--source=HEAD", "--staged", "--worktree")


class Place(NamedTuple):
    """Where a project lies: `prefix` leads to it from the top of its repository.

    `tree` is the hash of its committed files, `objects` the folder that git keeps them in, and
    `hashing` the kind of hash.
    """

    directory: Path
    top: Path
    prefix: str
    tree: str
    objects: Path
    hashing: str


def locate(directory: Path) -> Place | None:
    """Where a project lies; None where nothing of it is committed. Raises Failure."""
    asked = "--show-toplevel", "--show-prefix", "--show-object-format", "--path-format=absolute"
    done = git.attempt("rev-parse", *asked, "--git-path", "objects", cwd=directory)
    if done.returncode:
        complaint = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in complaint:
            return None
        raise Failure(f"`{directory}` cannot be used: {complaint or 'git ended without a word'}")
    lines = os.fsdecode(done.stdout).removesuffix("\n").split("\n")
    if len(lines) != 4:
        raise Failure(f"`{directory}` cannot be used: its path has a line break.")
    top, prefix, hashing, objects = lines
    head = git.attempt("rev-parse", "--quiet", "--verify", "HEAD:./", cwd=directory)
    if head.returncode:
        return None
    tree = head.stdout.decode().strip()
    return Place(directory, Path(top), prefix, tree, Path(objects), hashing)


def undo_command(directory: Path) -> str:
    """What to type to make a project that was clean before a merge what is committed."""
    there = [] if str(directory) == "." else ["-C", shlex.quote(str(directory))]
    return " ".join(["git", *there, *RESTORE, "."])
