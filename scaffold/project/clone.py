"""A fresh clone, which holds what hosts of git put into a new repository, becomes a project.

The directory is kept: files are moved into it one by one, and back again where one cannot be.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold import git
from scaffold.errors import Failure
from scaffold.git import Commit
from scaffold.template.render import File

_LICENSES = {"LICENSE", "LICENSE.md", "LICENSE.txt"}
# Ours replaces the one, and is added to the other: git must have them as they were.
_REPLACED = ("README.md", ".gitignore")


def is_one(directory: Path) -> bool:
    """Whether a directory holds what a project can be made around, and nothing else.

    Raises Failure where only a commit is missing.
    """
    names = {entry.name for entry in directory.iterdir()}
    if not names or names - {".git", *_LICENSES, *_REPLACED}:
        return False
    # A link would bring what it leads to into the project, and to whoever it is pushed to.
    entries = [directory / name for name in names - {".git"}]
    if any(entry.is_symlink() or not entry.is_file() for entry in entries):
        return False
    committed = git.attempt("ls-tree", "-z", "--name-only", "HEAD", "--", *_REPLACED, cwd=directory)
    known = os.fsdecode(committed.stdout).split("\0")
    status = git.attempt("status", "--porcelain", "--no-renames", "-z", "--", ".", cwd=directory)
    # Each entry is two letters, a space and the path from the top of the repository.
    changed = os.fsdecode(status.stdout).split("\0")[:-1]
    paths = [entry[3:].rpartition("/")[2] for entry in changed]
    lost = [path for path in paths if path not in _LICENSES]
    if open_ := [*(name for name in _REPLACED if name in names and name not in known), *lost]:
        raise Failure(
            f"`{directory / open_[0]}` is not committed, and a new project would change it.",
            "Commit it first, or name another directory.",
        )
    return True


def joined(files: Mapping[str, File], directory: Path) -> dict[str, File]:
    """The files of a new project, with those that a clone has already."""
    has = {path for path in _LICENSES if (directory / path).exists()}
    both = {path: file for path, file in files.items() if path not in has}
    ignored = directory / ".gitignore"
    if ignored.exists() and (ours := both.get(".gitignore")):
        theirs = ignored.read_bytes().rstrip()
        both[".gitignore"] = ours._replace(content=theirs + b"\n\n" + ours.content)
    return both


class Pending(NamedTuple):
    """A commit in the repository of a clone, after `parent`; no branch has it yet."""

    directory: Path
    parent: str
    name: str
    commit: Commit


def commit(
    directory: Path, stage: Path, paths: Iterable[str], message: str, *, rest: bool
) -> Pending:
    """Commit these files of `stage` to the clone, or with `rest` all that git does not ignore.

    Raises Failure.
    """
    # What made the files may have made a repository of its own.
    shutil.rmtree(stage / ".git", ignore_errors=True)
    env = {
        "GIT_DIR": git.run("rev-parse", "--absolute-git-dir", cwd=directory),
        "GIT_WORK_TREE": str(stage),
        # Put together beside it, so that nothing of the clone is touched.
        "GIT_INDEX_FILE": str(stage.with_name(".index")),
    }
    head = git.attempt("rev-parse", "--quiet", "--verify", "HEAD", cwd=directory)
    parent = head.stdout.decode().strip()
    parents = ["-p", parent] if parent else []
    if parent:
        git.run("read-tree", parent, cwd=stage, env=env)
    if rest:
        git.run(*git.ADD, "--no-all", ".", cwd=stage, env=env)
        paths = [path for path in paths if os.path.lexists(stage / path)]
    git.add(paths, cwd=stage, env=env)
    tree = git.run("write-tree", cwd=stage, env=env)
    command = "commit-tree", *parents, "-m", message, tree
    name, signed_by_us = git.run_signed(*command, cwd=stage, env=env)
    short = git.run("rev-parse", "--short", name, cwd=directory)
    return Pending(directory, parent, name, Commit(short, signed_by_us))


def _adopt(pending: Pending) -> None:
    """Let the branch have the commit, unless it has another one by now, and git's index follow."""
    update = "update-ref", "-m", "create-ai-plugin", "HEAD", pending.name, pending.parent
    git.run(*update, cwd=pending.directory)
    git.run("read-tree", "HEAD", cwd=pending.directory)
    git.attempt("update-index", "-q", "--refresh", cwd=pending.directory)


def move_in(stage: Path, directory: Path, pending: Pending | None) -> None:
    """Move what is in `stage` into a directory, and adopt the commit: all of it or nothing.

    What it replaces is kept beside `stage`. Raises OSError, Failure.
    """
    kept = stage.with_name(".replaced")
    kept.mkdir()
    moves: list[tuple[Path, Path]] = []
    for name in sorted(entry.name for entry in stage.iterdir()):
        if name in _REPLACED and (directory / name).exists():
            moves.append((directory / name, kept / name))
        moves.append((stage / name, directory / name))
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, f"{target.name} has come to be there")
            source.rename(target)
            done.append((source, target))
        if pending:
            _adopt(pending)
    except (OSError, Failure):
        for source, target in reversed(done):
            target.rename(source)
        raise
