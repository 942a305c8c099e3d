"""A three-way merge into a project, done by git beside it.

The template as it was, the template as it is to be, and the project as it is committed become
three commits in a repository of their own, which only reads the project's objects.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from scaffold import git
from scaffold.errors import Failure
from scaffold.project import patch
from scaffold.project.patch import (
    INDEX,
    OURS_ALONE,
    THEIRS,
    WAS,
    Entry,
    Merged,
    index_line,
    nothing,
    unmerged_entries,
)
from scaffold.project.place import Place
from scaffold.template.render import File


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
    git.run(*OURS_ALONE, "fast-import", "--quiet", cwd=store, data=b"".join(commits))
    tree, unmerged = _merge_trees("yours", label, store)
    if unmerged:
        _require_files(unmerged, was.keys() | will.keys(), store)
    settled: dict[str, Entry] = {}
    for path, versions in unmerged.items():
        if set(versions) == {WAS, THEIRS}:
            settled[path] = nothing(tree)
        elif path in wins:
            settled[path] = versions.get(wins[path], nothing(tree))
    conflicts = {path: versions for path, versions in unmerged.items() if path not in settled}
    return patch.between("yours", _settle(tree, settled, store), conflicts, store)


def _require_files(unmerged: Collection[str], template: Collection[str], store: Path) -> None:
    """Raise Failure where the user has a link or a directory in the place of a file.

    Git then puts the file beside it, under another name.
    """
    ours = git.run_listed(*OURS_ALONE, "ls-tree", "-rz", "--name-only", "yours", cwd=store)
    for path in {*unmerged} - {*template, *ours}:
        raise Failure(
            f"`{path.partition('~')[0]}` is a file of the template, and something else of yours.",
            "Rename yours, commit, and update again.",
        )


def _listed(files: Mapping[str, File]) -> bytes:
    """Files in the language of `git fast-import`."""
    parts: list[bytes] = []
    for path, file in files.items():
        mode = b"120000" if file.link else b"100755" if file.executable else b"100644"
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
    done = git.attempt(*OURS_ALONE, *settings, *command, cwd=store)
    if done.returncode not in (0, 1):
        complaint = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise Failure(f"git cannot merge: {complaint}", "It takes git 2.38 or newer.")
    tree, *lines = os.fsdecode(done.stdout).split("\0")
    return tree, unmerged_entries(filter(None, lines))


def _settle(tree: str, settled: Mapping[str, Entry], store: Path) -> str:
    """The tree with other versions of some files."""
    if not settled:
        return tree
    git.run(*OURS_ALONE, "read-tree", tree, cwd=store)
    lines = (index_line(path, 0, entry) for path, entry in settled.items())
    git.run(*OURS_ALONE, *INDEX, cwd=store, data=b"".join(lines))
    return git.run(*OURS_ALONE, "write-tree", cwd=store)
