"""A merge that is worked out beside a project, and brought into it: all of it or nothing."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from scaffold import git, signals
from scaffold.errors import Failure
from scaffold.project.place import RESTORE, Place

# The versions of a file in conflict, as git numbers them: the common one, ours, theirs.
WAS, OURS, THEIRS = 1, 2, 3

# What git knows of one version of a file: mode and hash.
Entry = tuple[str, str]

# A user's hooks and rules are not meant for a repository that nobody sees.
OURS_ALONE = ("-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=all")


class Change(NamedTuple):
    """What happens to a file: it is `new`, `changed`, `deleted`, or in `conflict`."""

    path: str
    kind: str


class Merged(NamedTuple):
    """A merge that is done in `store`, and not yet applied.

    `clean` and `marked` are patches for the project's files, `marked` for those in conflict;
    `unmerged` has the versions of each of these, by their number.
    """

    store: Path
    changes: list[Change]
    clean: Path
    marked: Path
    unmerged: dict[str, dict[int, Entry]]

    @property
    def given_up(self) -> list[str]:
        """The files in conflict that the template has no more: they have no marks."""
        return [path for path, versions in self.unmerged.items() if THEIRS not in versions]


def between(old: str, tree: str, conflicts: Mapping[str, dict[int, Entry]], store: Path) -> Merged:
    """The merge that makes the files of `tree` of those of `old`, both hashes known to `store`.

    `tree` has marks in the files that are in `conflicts`.
    """
    listed = git.run_listed(*_COMPARE, old, tree, "--name-status", "-z", cwd=store)
    changes = {
        path: Change(path, _KINDS.get(status, "changed"))
        for status, path in zip(listed[::2], listed[1::2], strict=True)
    }
    clean = _patch("clean", (old, tree), changes.keys() - conflicts, store)
    marked = _patch("marked", (old, tree), conflicts, store)
    changes.update({path: Change(path, "conflict") for path in conflicts})
    return Merged(store, sorted(changes.values()), clean, marked, dict(conflicts))


_COMPARE = (*OURS_ALONE, "diff-tree", "-r", "--no-renames")
_KINDS = {"A": "new", "D": "deleted"}


def _patch(name: str, trees: tuple[str, str], paths: Collection[str], store: Path) -> Path:
    """A patch that makes the files of the second tree of the first one's; empty for no paths."""
    patch = store / name
    patch.touch()
    if paths:
        plain = "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"
        whole = "--patch", "--binary", "--full-index", f"--output={patch}"
        literally = "--literal-pathspecs"
        git.run(literally, *_COMPARE, *trees, *plain, *whole, "--", *sorted(paths), cwd=store)
    return patch


def apply(place: Place, merged: Merged) -> None:
    """Bring a merge into the project's work tree and index, all of it or nothing.

    Raises Failure, for instance for a file in the way that git does not know.
    """
    _require_own_folders(place, merged.changes)
    patch = "apply", "--whitespace=nowarn", f"--directory={place.prefix}"
    staged = [*patch, "--index", str(merged.clean)] if merged.clean.stat().st_size else []
    marked = [*patch, str(merged.marked)] if merged.marked.stat().st_size else []
    # Of a project that was copied here, git must look at the files before it knows them again.
    git.attempt("update-index", "-q", "--refresh", cwd=place.top, apart=True)
    # Before anything is changed: if this fails, there is nothing to undo.
    for command in filter(None, (staged, marked)):
        git.run(*command, "--check", cwd=place.top)
    with signals.ignored():
        try:
            # The conflicts first, so that no git commits their marks if we come no further; and the
            # answers file, which tells of the new template, not before them.
            _tell_of_conflicts(place, merged)
            for command in filter(None, (marked, staged)):
                git.run(*command, cwd=place.top, apart=True)
        except Failure:
            _undo(place, merged.changes)
            raise


def _require_own_folders(place: Place, changes: Iterable[Change]) -> None:
    """Raise Failure where a link leads a change out of the project; git looks at its own only."""
    for path, _ in changes:
        for folder in (place.directory / path).parents:
            if folder == place.directory:
                break
            if folder.is_symlink():
                raise Failure(
                    f"`{folder}` is a link, and the update would change `{path}` where it leads.",
                    "Put a directory in its place, and update again.",
                )


def unmerged_entries(lines: Iterable[str]) -> dict[str, dict[int, Entry]]:
    """The versions of each file in conflict, by their number, as git lists them."""
    unmerged: dict[str, dict[int, Entry]] = defaultdict(dict)
    for line in lines:
        entry, _, path = line.partition("\t")
        mode, name, version = entry.split()
        unmerged[path][int(version)] = mode, name
    return dict(unmerged)


def _tell_of_conflicts(place: Place, merged: Merged) -> None:
    """Let the project's git know the versions of what is in conflict, for its tools to show."""
    lines: list[bytes] = []
    for path, versions in merged.unmerged.items():
        lines.append(index_line(place.prefix + path, 0, nothing(place.tree)))
        for version, (mode, name) in sorted(versions.items()):
            kept = git.attempt(*OURS_ALONE, "cat-file", "blob", name, cwd=merged.store)
            git.run("hash-object", "-w", "--stdin", cwd=place.top, data=kept.stdout)
            lines.append(index_line(place.prefix + path, version, (mode, name)))
    if lines:
        git.run(*INDEX, cwd=place.top, data=b"".join(lines), apart=True)


def nothing(tree: str) -> Entry:
    """The version that takes a file out; `tree` shows how long a hash is."""
    return "0", "0" * len(tree)


# Takes the lines of `index_line`.
INDEX = ("update-index", "-z", "--index-info")


def index_line(path: str, version: int, entry: Entry) -> bytes:
    mode, name = entry
    return os.fsencode(f"{mode} {name} {version}\t{path}\0")


def _undo(place: Place, changes: Iterable[Change]) -> None:
    """Make the files that a merge changes what is committed; before it, they were."""
    old = [change.path for change in changes if change.kind != "new"]
    new = [change.path for change in changes if change.kind == "new"]
    forget = "rm", "--cached", "--quiet", "--ignore-unmatch"
    for command, paths in ((RESTORE, old), (forget, new)):
        literally = "--literal-pathspecs", *command, *git.PATHS_AS_DATA
        git.attempt(*literally, cwd=place.directory, data=os.fsencode("\0".join(paths)))
    for path in new:
        # It was not there: the check would have found it.
        with suppress(OSError):
            (place.directory / path).unlink(missing_ok=True)
            os.removedirs((place.directory / path).parent)
