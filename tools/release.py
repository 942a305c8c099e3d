"""Releases the template: adds what is staged or committed below `templates/` to the bundle.

    python tools/release.py 1.1.0

A release is a commit of that very tree on top of the release before. Who runs it, when and where
leaves no trace in it, so that the same templates always give the same hash.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scaffold import git
from scaffold.errors import Failure, Misuse
from scaffold.template import releases

REPOSITORY = Path(__file__).resolve().parent.parent
CHANGELOG = "templates/CHANGELOG.md"

_NOBODY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (
        ("NAME", "create-ai-plugin"),
        ("EMAIL", "create-ai-plugin@localhost"),
        ("DATE", "2026-01-01T00:00:00+00:00"),
    )
}


def template_tree(repository: Path = REPOSITORY) -> str:
    """The hash of what git has staged below `templates/`."""
    return git.run("write-tree", "--prefix=templates/", cwd=repository)


def released_tree(version: str, bundle: Path = releases.EMBEDDED) -> str:
    """The hash of what a release holds."""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(bundle, Path(folder))
        return git.run("rev-parse", f"{version}^{{tree}}", cwd=Path(folder))


def add(version: str, repository: Path = REPOSITORY, bundle: Path = releases.EMBEDDED) -> str:
    """Add a release of `repository`'s templates to `bundle`; returns its commit.

    Raises Misuse unless the version is new and the highest, the templates have changed, and their
    changelog tells of it.
    """
    earlier = releases.commits(bundle) if bundle.exists() else {}
    if len(releases.order(version)) != 3:
        raise Misuse(f"{version}: is no version such as 1.2.0.")
    if earlier and releases.order(version) <= releases.order(list(earlier)[-1]):
        raise Misuse(f"{version}: is not higher than {list(earlier)[-1]}, the newest release.")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        if earlier:
            _unpack(bundle, store)
        else:
            git.run("init", "--quiet", "--bare", cwd=store)
        objects = git.run(
            "rev-parse", "--path-format=absolute", "--git-path", "objects", cwd=repository
        )
        (store / "objects/info/alternates").write_text(objects + "\n")
        tree = template_tree(repository)
        parents = list(earlier.values())[-1:]
        if parents and tree == git.run("rev-parse", f"{parents[0]}^{{tree}}", cwd=store):
            raise Misuse(f"{version}: the templates are those of {list(earlier)[-1]}.")
        if f"## {version}" not in _staged_changelog(repository).splitlines():
            raise Misuse(f"{version}: {CHANGELOG} has no section `## {version}`.")
        commit = git.run(
            "commit-tree",
            tree,
            *(word for parent in parents for word in ("-p", parent)),
            cwd=store,
            env=_NOBODY,
            data=version.encode(),
        )
        git.run("update-ref", f"refs/tags/{version}", commit, cwd=store)
        git.run("update-ref", "refs/heads/main", commit, cwd=store)
        git.run("symbolic-ref", "HEAD", "refs/heads/main", cwd=store)
        partial = bundle.with_suffix(".partial").absolute()
        git.run(
            "bundle", "create", "--quiet", "--version=2", str(partial), "HEAD", "--all", cwd=store
        )
        partial.replace(bundle)
        return commit


def _staged_changelog(repository: Path) -> str:
    """What would be released; empty where there is none."""
    return git.attempt("show", f":{CHANGELOG}", cwd=repository).stdout.decode()


def _unpack(bundle: Path, store: Path) -> None:
    git.run("clone", "--quiet", "--mirror", str(bundle.absolute()), str(store), cwd=store)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python tools/release.py VERSION")
    try:
        print(add(sys.argv[1]))
    except Failure as failure:
        sys.exit(failure.sentence)
