"""A project in a fresh clone: what is welcome, what is kept, and all or nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from conftest import Run

from scaffold import git
from scaffold.errors import Failure
from scaffold.project import create as creating
from scaffold.template.render import File


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.rstrip("\n")


@pytest.fixture
def clone(folder: Path) -> Path:
    """What one has after a repository was made on the web, and cloned."""
    project = folder / "clone"
    project.mkdir()
    run(project, "init", "-q", "-b", "trunk")
    (project / "LICENSE").write_text("MIT\n")
    (project / "README.md").write_text("# Theirs\n")
    (project / ".gitignore").write_text("*.theirs\n")
    run(project, "add", ".")
    run(project, "commit", "-qm", "Initial commit")
    return project


def contents(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_a_fresh_clone_becomes_a_project(create: Run, clone: Path) -> None:
    done = create(str(clone), "--yes", "--example=facts", "--name-for-human=Ours")
    assert (done.returncode, done.stderr) == (0, "")
    assert run(clone, "status", "--porcelain") == ""
    assert run(clone, "log", "--format=%s", "trunk").splitlines() == [
        "Start from the template of create-ai-plugin",
        "Initial commit",
    ]
    assert f"first commit {run(clone, 'rev-parse', '--short', 'HEAD')}." in done.stdout
    assert run(clone, "show", "--format=", "--name-status", "HEAD", "--", "LICENSE") == ""
    assert (clone / "LICENSE").read_text() == "MIT\n"
    assert (clone / "README.md").read_text().startswith("# Ours\n")
    ignored = (clone / ".gitignore").read_text()
    assert ignored.startswith("*.theirs\n\n# Secrets")
    run(clone, "fsck", "--strict")
    assert not [name for name in os.listdir(clone) if name.startswith(".create")]


def test_a_repository_without_a_commit_is_one_too(create: Run, folder: Path) -> None:
    run(folder, "init", "-q", "-b", "trunk", "x")
    (folder / "x/LICENSE").write_text("MIT\n")
    done = create("x", "--yes")
    assert done.returncode == 0, done.stderr
    # Whoever put it there commits it.
    assert run(folder / "x", "status", "--porcelain") == "?? LICENSE"
    assert run(folder / "x", "log", "--format=%s") == "Start from the template of create-ai-plugin"


def test_a_license_alone_is_kept(create: Run, folder: Path) -> None:
    (folder / "LICENSE").write_text("MIT\n")
    assert create(".", "--yes").returncode == 0
    assert (folder / "LICENSE").read_text() == "MIT\n"
    assert run(folder, "status", "--porcelain") == "?? LICENSE"


def test_without_git_nothing_is_committed(create: Run, clone: Path) -> None:
    assert create(str(clone), "--yes", "--no-git").returncode == 0
    assert run(clone, "log", "--format=%s") == "Initial commit"
    assert run(clone, "status", "--porcelain", "README.md") == " M README.md"


@pytest.mark.parametrize("change", ["edited", "new", "staged", "ignored", "no repository"])
def test_what_is_not_committed_is_refused(create: Run, clone: Path, change: str) -> None:
    (clone / "README.md").write_text("# Edited\n")
    if change == "new":
        run(clone, "rm", "-q", "--cached", "README.md")
        run(clone, "commit", "-qm", "Out")
    elif change == "staged":
        run(clone, "add", ".")
    elif change == "ignored":
        run(clone, "rm", "-q", "--cached", "README.md")
        (clone / ".gitignore").write_text("README.md\n")
        run(clone, "add", ".gitignore")
        run(clone, "commit", "-qm", "Out")
    elif change == "no repository":
        (clone / ".git").rename(clone.parent / "away")
    before = contents(clone)
    done = create(str(clone), "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Error: `{clone}/README.md` is not committed, and a new project would change it.\n"
        "Commit it first, or name another directory.\n"
    )
    assert contents(clone) == before


@pytest.mark.parametrize("name", ["notes.txt", "src/a.py", ".github/x.yml"])
def test_anything_else_is_refused(create: Run, clone: Path, name: str) -> None:
    (clone / name).parent.mkdir(exist_ok=True)
    (clone / name).touch()
    done = create(str(clone), "--yes")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        f"Error: Directory `{clone}` is not empty.",
    )


def test_a_link_brings_nothing_into_the_project(create: Run, clone: Path) -> None:
    secret = clone.parent / "secret"
    secret.write_text("geheim")
    (clone / ".gitignore").unlink()
    (clone / ".gitignore").symlink_to(secret)
    run(clone, "commit", "-qam", "Link")
    assert create(str(clone), "--yes").returncode == 1
    assert (clone / ".gitignore").readlink() == secret


def test_a_license_of_the_template_stays_where_there_is_none(clone: Path) -> None:
    files = {"LICENSE": File(b"ours\n"), "a": File(b"a\n")}
    (clone.parent / "empty").mkdir()
    run(clone.parent / "empty", "init", "-q")
    for directory, text in ((clone, "MIT\n"), (clone.parent / "empty", "ours\n")):
        creating.create(directory, files, creating.ours())
        assert (directory / "LICENSE").read_text() == text
        assert run(directory, "status", "--porcelain") == ""


def test_a_directory_of_a_larger_repository_can_hold_what_is_committed(
    create: Run, clone: Path
) -> None:
    inner = clone / "inner"
    inner.mkdir()
    (inner / "README.md").write_text("# Theirs\n")
    assert f"`{inner}/README.md` is not committed" in create(str(inner), "--yes").stderr
    run(clone, "add", ".")
    run(clone, "commit", "-qm", "Inner")
    assert create(str(inner), "--yes").returncode == 0
    assert " M inner/README.md" in run(clone, "status", "--porcelain")


def test_what_fails_at_the_end_leaves_the_clone_as_it_was(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else has committed meanwhile, so that the branch takes no commit of ours."""
    files = {name: File(b"ours\n") for name in ("README.md", ".gitignore", "a/b", "c")}
    before, head = contents(clone), run(clone, "rev-parse", "HEAD")
    attempt = git.attempt

    def meddle(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
        if arguments[0] == "update-ref":
            arguments = (*arguments[:-1], "0" * 40)
        return attempt(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(git, "attempt", meddle)
    with pytest.raises(Failure, match="git update-ref failed"):
        creating.create(clone, files, creating.ours())
    assert contents(clone) == before
    assert run(clone, "rev-parse", "HEAD") == head
    assert run(clone, "status", "--porcelain") == ""
    assert sorted(os.listdir(clone)) == [".git", ".gitignore", "LICENSE", "README.md"]
