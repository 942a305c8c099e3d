"""The bundle of releases: what is in it, and how it gets to its place."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import release
from conftest import REPOSITORY

from scaffold import DISTRIBUTION, git
from scaffold.errors import Misuse
from scaffold.template import releases


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a template in it."""
    folder = tmp_path / "repository"
    (folder / "templates").mkdir(parents=True)
    git.run("init", "--quiet", cwd=folder)
    versions = "1.0.0", "1.1.0", "1.2.0", "1.10.0", "99.0.0"
    (folder / release.CHANGELOG).write_text("".join(f"## {version}\n" for version in versions))
    change(folder, "one")
    return folder


def change(repository: Path, text: str) -> None:
    (repository / "templates/copier.yml").write_text(f"# {text}\n")
    git.run("add", "--all", cwd=repository)


@pytest.fixture
def bundle(repository: Path, tmp_path: Path) -> Path:
    """A bundle of two releases."""
    path = tmp_path / "releases.bundle"
    release.add("1.0.0", repository, path)
    change(repository, "two")
    release.add("1.1.0", repository, path)
    return path


def test_the_templates_are_those_of_the_newest_release() -> None:
    assert release.template_tree() == release.released_tree(releases.newest())


def test_no_release_has_changed() -> None:
    known = (REPOSITORY / "tests/releases.txt").read_text().split()
    assert releases.commits() == dict(zip(known[::2], known[1::2], strict=True))


def test_a_bundle_names_its_releases_oldest_first(repository: Path, bundle: Path) -> None:
    change(repository, "three")
    release.add("1.10.0", repository, bundle)
    assert list(releases.commits(bundle)) == ["1.0.0", "1.1.0", "1.10.0"]
    assert releases.newest(bundle) == "1.10.0"


def test_a_bundle_is_complete(bundle: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    git.run("init", "--quiet", cwd=empty)
    git.run("bundle", "verify", str(bundle), cwd=empty)


def test_the_same_templates_always_give_the_same_release(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = release.add("1.0.0", repository, tmp_path / "a.bundle")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z")
    assert release.add("1.0.0", repository, tmp_path / "b.bundle") == first


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("1.1.0", "1.1.0: is not higher than 1.1.0, the newest release."),
        ("1.0.9", "1.0.9: is not higher than 1.1.0, the newest release."),
        ("2", "2: is no version such as 1.2.0."),
        ("1.2.x", "1.2.x: is no version such as 1.2.0."),
        ("1.2.0", "1.2.0: the templates are those of 1.1.0."),
    ],
)
def test_a_release_must_be_new_and_different(
    repository: Path, bundle: Path, version: str, sentence: str
) -> None:
    before = bundle.read_bytes()
    with pytest.raises(Misuse) as misuse:
        release.add(version, repository, bundle)
    assert misuse.value.sentence == sentence
    assert bundle.read_bytes() == before


@pytest.mark.parametrize("changelog", ["", "## 1.0.0\n\n- As 1.2.0 will have it.\n", "## 1.2.01\n"])
def test_a_release_is_told_of_in_the_changelog(
    repository: Path, bundle: Path, changelog: str
) -> None:
    before = bundle.read_bytes()
    (repository / release.CHANGELOG).write_text(changelog)
    change(repository, "three")
    # Only what is staged is released.
    (repository / release.CHANGELOG).write_text("## 1.2.0\n")
    with pytest.raises(Misuse) as misuse:
        release.add("1.2.0", repository, bundle)
    assert misuse.value.sentence == "1.2.0: templates/CHANGELOG.md has no section `## 1.2.0`."
    assert bundle.read_bytes() == before


def test_a_fork_by_another_name_keeps_its_releases_apart(home: Path) -> None:
    """Or plain `copier update` would bring projects of ours to a release of the fork."""
    ours = releases.publish()
    ours.write_bytes(b"as it was")
    fork = "import scaffold; scaffold.DISTRIBUTION = 'acme-plugin'; from scaffold.template import releases; print(releases.SOURCE, releases.publish())"
    done = subprocess.run([sys.executable, "-c", fork], capture_output=True, text=True, check=True)
    place = ".local/share/acme-plugin/releases.bundle"
    assert done.stdout == f"~/{place} {home / place}\n"
    assert ours.read_bytes() == b"as it was"


def test_the_name_is_that_of_the_distribution_or_nothing_is_built(tmp_path: Path) -> None:
    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    assert pyproject["project"]["name"] == DISTRIBUTION
    for name in ("pyproject.toml", "README.md", "LICENSE", "tools", "scaffold", "templates"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    (tmp_path / "pyproject.toml").unlink()
    text = (REPOSITORY / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(text.replace(f'"{DISTRIBUTION}"', '"acme-plugin"', 1))
    build = sys.executable, "-m", "hatchling", "build", "--target", "wheel"
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert (
        "acme-plugin in pyproject.toml is create-ai-plugin in scaffold/__init__.py" in done.stderr
    )


def test_publishing_puts_the_bundle_below_the_home_directory(home: Path) -> None:
    published = releases.publish()
    assert published == home / ".local/share/create-ai-plugin/releases.bundle"
    assert published.read_bytes() == releases.EMBEDDED.read_bytes()
    assert [path.name for path in published.parent.iterdir()] == ["releases.bundle"]


@pytest.mark.parametrize(
    "content", [b"", b"nonsense\n", b"# v2 git bundle\n", b"# v2 git bundle\n\n"]
)
def test_a_damaged_bundle_is_replaced(content: bytes) -> None:
    published = releases.publish()
    published.write_bytes(content)
    releases.publish()
    assert published.read_bytes() == releases.EMBEDDED.read_bytes()


def test_other_bytes_of_the_same_release_are_replaced() -> None:
    published = releases.publish()
    published.write_bytes(published.read_bytes()[:-100])
    releases.publish()
    assert published.read_bytes() == releases.EMBEDDED.read_bytes()


def test_without_a_home_directory_nothing_is_published(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "relative")
    with pytest.raises(OSError, match="home directory"):
        releases.publish()
    assert list(folder.iterdir()) == []


def test_a_newer_bundle_is_left_alone(repository: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.bundle"
    release.add("99.0.0", repository, newer)
    published = releases.publish()
    published.write_bytes(newer.read_bytes())
    releases.publish()
    assert releases.newest(published) == "99.0.0"


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: raw[:-9] + b"x" + raw[-8:]])
def test_a_damaged_newer_bundle_is_replaced(
    repository: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    newer = tmp_path / "newer.bundle"
    release.add("99.0.0", repository, newer)
    published = releases.publish()
    published.write_bytes(damage(newer.read_bytes()))
    releases.publish()
    assert published.read_bytes() == releases.EMBEDDED.read_bytes()


def test_older_and_newer_tools_at_once_leave_the_newer_bundle(
    repository: Path, bundle: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.bundle"
    newer.write_bytes(bundle.read_bytes())
    change(repository, "three")
    release.add("99.0.0", repository, newer)
    publish = "import sys, pathlib; from scaffold.template import releases; releases.EMBEDDED = pathlib.Path(sys.argv[1]); sys.stdin.read(1); releases.publish()"
    running = [
        subprocess.Popen([sys.executable, "-c", publish, str(embedded)], stdin=subprocess.PIPE)
        for embedded in [bundle, newer] * 8
    ]
    for process in running:
        assert process.stdin
        process.stdin.close()
    assert [process.wait() for process in running] == [0] * 16
    published = Path(releases.SOURCE).expanduser()
    assert published.read_bytes() == newer.read_bytes()
    assert os.listdir(published.parent) == ["releases.bundle"]


def test_many_may_publish_at_once(home: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        published = set(pool.map(lambda _: releases.publish(), range(100)))
    assert [path.read_bytes() for path in published] == [releases.EMBEDDED.read_bytes()]
    assert len(list((home / ".local/share/create-ai-plugin").iterdir())) == 1
