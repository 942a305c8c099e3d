"""A three-way merge into a project, done by git beside it.

The template as it was, the template as it is to be, and the project as it is committed become
three commits in a repository of their own, which only reads the project's objects. Nothing in the
project changes before `apply`.
"""

from __future__ import annotations

import os
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from scaffold import git, signals
from scaffold.errors import Failure
from scaffold.template.render import File

# The versions of a file in conflict, as git numbers them: the common one, ours, theirs.
WAS, OURS, THEIRS = 1, 2, 3

_RESTORE = ("restore", "--source=HEAD", "--staged", "--worktree")

# What git knows of one version of a file: mode and hash.
Entry = tuple[str, str]


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


def locate(directory: Path) -> Place | None:
    """Where a project lies; None where nothing of it is committed. Raises Failure."""
    asked = "--show-toplevel", "--show-prefix", "--show-object-format", "--path-format=absolute"
    done = git.attempt("rev-parse", *asked, "--git-path", "objects", cwd=directory)
    if done.returncode:
        complaint = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in complaint:
            return None
        raise Failure(f"`{directory}` cannot be used: {complaint or 'git ended without a word'}")
    said = os.fsdecode(done.stdout).removesuffix("\n").split("\n")
    if len(said) != 4:
        raise Failure(f"`{directory}` cannot be used: its path has a line break.")
    top, prefix, hashing, objects = said
    found = git.attempt("rev-parse", "--quiet", "--verify", "HEAD:./", cwd=directory)
    if found.returncode:
        return None
    tree = found.stdout.decode().strip()
    return Place(directory, Path(top), prefix, tree, Path(objects), hashing)


def undo_command(directory: Path) -> str:
    """What to type to make a project that was clean before a merge what is committed."""
    there = [] if str(directory) == "." else ["-C", shlex.quote(str(directory))]
    return " ".join(["git", *there, *_RESTORE, "."])


def merge(
    place: Place,
    was: Mapping[str, File],
    will: Mapping[str, File],
    store: Path,
    *,
    label: str,
    wins: Mapping[str, int],
) -> Merged:
    """Merge what makes the files `will` of the files `was` into those of the project.

    What the user deleted stays deleted. `wins` names files that are never in conflict, with the
    side that wins one. `label` names the template's side in the marks of a conflict. `store` is an
    empty directory to work in. Raises Failure.
    """
    kind = f"--object-format={place.hashing}"
    git.run("init", "--quiet", "--bare", "--template=", kind, cwd=store)
    (store / "objects/info/alternates").write_bytes(os.fsencode(place.objects) + b"\n")
    yours = b'M 040000 %s ""\n' % place.tree.encode()
    commits = [
        _commit("was", _listed(was)),
        _commit("yours", b"from refs/heads/was\ndeleteall\n" + yours),
        _commit(label, b"from refs/heads/was\ndeleteall\n" + _listed(will)),
    ]
    git.run(*_OURS_ALONE, "fast-import", "--quiet", cwd=store, data=b"".join(commits))
    tree, unmerged = _merge_trees("yours", label, store)
    if unmerged:
        _require_files(unmerged, was.keys() | will.keys(), store)
    settled: dict[str, Entry] = {}
    for path, versions in unmerged.items():
        if set(versions) == {WAS, THEIRS}:
            settled[path] = _nothing(tree)
        elif path in wins:
            settled[path] = versions.get(wins[path], _nothing(tree))
    tree = _settle(tree, settled, store)
    conflicts = {path: found for path, found in unmerged.items() if path not in settled}
    changes = _changes(tree, store)
    clean = _patch("clean", tree, changes.keys() - conflicts, store)
    marked = _patch("marked", tree, conflicts, store)
    changes.update({path: Change(path, "conflict") for path in conflicts})
    return Merged(store, sorted(changes.values()), clean, marked, conflicts)


# A user's hooks and rules are not meant for a repository that nobody sees.
_OURS_ALONE = ("-c", f"core.hooksPath={os.devnull}", "-c", "safe.bareRepository=all")


def _require_files(unmerged: Collection[str], template: Collection[str], store: Path) -> None:
    """Raise Failure where the user has a link or a directory in the place of a file.

    Git then puts the file beside it, under another name.
    """
    ours = git.run_listed(*_OURS_ALONE, "ls-tree", "-rz", "--name-only", "yours", cwd=store)
    for path in {*unmerged} - {*template, *ours}:
        raise Failure(
            f"`{path.partition('~')[0]}` is a file of the template, and something else of yours.",
            "Rename yours, commit, and update again.",
        )


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


def _listed(files: Mapping[str, File]) -> bytes:
    """Files in the language of `git fast-import`."""
    parts: list[bytes] = []
    for path, file in files.items():
        mode = b"100755" if file.executable else b"100644"
        parts += [b"M %s inline %s\n" % (mode, path.encode())]
        parts += [b"data %d\n" % len(file.content), file.content, b"\n"]
    return b"".join(parts)


def _commit(branch: str, content: bytes) -> bytes:
    head = f"commit refs/heads/{branch}\ncommitter nobody <nobody@localhost> 0 +0000\ndata 0\n"
    return head.encode() + content + b"\n"


def _merge_trees(ours: str, theirs: str, store: Path) -> tuple[str, dict[str, dict[int, Entry]]]:
    """The merged tree, with marks in the files in conflict, and the versions of those."""
    settings = "-c", "merge.conflictStyle=merge", "-c", "merge.directoryRenames=false"
    command = "merge-tree", "--write-tree", "-z", "--no-messages", ours, theirs
    done = git.attempt(*_OURS_ALONE, *settings, *command, cwd=store)
    if done.returncode not in (0, 1):
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise Failure(f"git cannot merge: {said}", "It takes git 2.38 or newer.")
    tree, *lines = os.fsdecode(done.stdout).split("\0")
    unmerged: dict[str, dict[int, Entry]] = defaultdict(dict)
    for line in filter(None, lines):
        entry, _, path = line.partition("\t")
        mode, name, version = entry.split()
        unmerged[path][int(version)] = mode, name
    return tree, unmerged


def _settle(tree: str, settled: Mapping[str, Entry], store: Path) -> str:
    """The tree with other versions of some files."""
    if not settled:
        return tree
    git.run(*_OURS_ALONE, "read-tree", tree, cwd=store)
    lines = (_index_line(path, 0, entry) for path, entry in settled.items())
    git.run(*_OURS_ALONE, *_INDEX, cwd=store, data=b"".join(lines))
    return git.run(*_OURS_ALONE, "write-tree", cwd=store)


_COMPARE = (*_OURS_ALONE, "diff-tree", "-r", "--no-renames", "yours")
_KINDS = {"A": "new", "D": "deleted"}


def _changes(tree: str, store: Path) -> dict[str, Change]:
    listed = git.run_listed(*_COMPARE, tree, "--name-status", "-z", cwd=store)
    return {
        path: Change(path, _KINDS.get(status, "changed"))
        for status, path in zip(listed[::2], listed[1::2], strict=True)
    }


def _patch(name: str, tree: str, paths: Collection[str], store: Path) -> Path:
    """A patch that makes the files of `tree` of the project's; empty for no paths."""
    patch = store / name
    patch.touch()
    if paths:
        plain = "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"
        whole = "--patch", "--binary", "--full-index", f"--output={patch}"
        literally = "--literal-pathspecs"
        git.run(literally, *_COMPARE, tree, *plain, *whole, "--", *sorted(paths), cwd=store)
    return patch


def _tell_of_conflicts(place: Place, merged: Merged) -> None:
    """Let the project's git know the versions of what is in conflict, for its tools to show."""
    lines: list[bytes] = []
    for path, versions in merged.unmerged.items():
        lines.append(_index_line(place.prefix + path, 0, _nothing(place.tree)))
        for version, (mode, name) in sorted(versions.items()):
            kept = git.attempt(*_OURS_ALONE, "cat-file", "blob", name, cwd=merged.store)
            git.run("hash-object", "-w", "--stdin", cwd=place.top, data=kept.stdout)
            lines.append(_index_line(place.prefix + path, version, (mode, name)))
    if lines:
        git.run(*_INDEX, cwd=place.top, data=b"".join(lines), apart=True)


def _nothing(tree: str) -> Entry:
    """The version that takes a file out; `tree` shows how long a hash is."""
    return "0", "0" * len(tree)


# Takes the lines of `_index_line`.
_INDEX = ("update-index", "-z", "--index-info")


def _index_line(path: str, version: int, entry: Entry) -> bytes:
    mode, name = entry
    return os.fsencode(f"{mode} {name} {version}\t{path}\0")


def _undo(place: Place, changes: Iterable[Change]) -> None:
    """Make the files that a merge changes what is committed; before it, they were."""
    old = [change.path for change in changes if change.kind != "new"]
    new = [change.path for change in changes if change.kind == "new"]
    forget = "rm", "--cached", "--quiet", "--ignore-unmatch"
    for command, paths in ((_RESTORE, old), (forget, new)):
        literally = "--literal-pathspecs", *command, *git.PATHS_AS_DATA
        git.attempt(*literally, cwd=place.directory, data=os.fsencode("\0".join(paths)))
    for path in new:
        # It was not there: the check would have found it.
        with suppress(OSError):
            (place.directory / path).unlink(missing_ok=True)
            os.removedirs((place.directory / path).parent)
