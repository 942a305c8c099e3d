"""Plain `copier update`: a newer template comes in, the user's edits stay."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import copier
import pytest
import release
from conftest import REPOSITORY, Run

from scaffold import git
from scaffold.template import releases

NEXT = "99.0.0"


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """A bundle with one release more: a line changed, a file added, a file removed."""
    source = tmp_path / "source"
    shutil.copytree(REPOSITORY / "templates", source / "templates")
    project = source / "templates/project"
    readme = project / "README.md.jinja"
    readme.write_text(readme.read_text().replace("## Deploy\n", "## Put it online\n"))
    (project / "docs/new.md").write_text("New in this release.\n")
    (project / "ngrok.yml.jinja").unlink()
    with (source / release.CHANGELOG).open("a") as file:
        file.write(f"\n## {NEXT}\n")
    git.run("init", "--quiet", cwd=source)
    git.run("add", "--all", cwd=source)
    bundle = tmp_path / "next.bundle"
    shutil.copy(releases.EMBEDDED, bundle)
    release.add(NEXT, source, bundle)
    return bundle


def update(project: Path) -> None:
    copier.run_update(project, defaults=True, overwrite=True, quiet=True)


def commit(project: Path) -> None:
    git.run("add", "--all", cwd=project)
    git.run("commit", "--quiet", "--message", "edits", cwd=project)


def publish(bundle: Path) -> None:
    shutil.copy(bundle, Path(releases.SOURCE).expanduser())


def test_edits_are_kept_and_the_new_template_comes_in(
    create: Run, folder: Path, next_release: Path
) -> None:
    create("x", "--yes")
    project = folder / "x"
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("## Run\n", "## How to run it\n"))
    (project / "plugin/weather.py").write_text("# mine\n")
    (project / "docs/ngrok.md").unlink()
    (project / ".env").write_text("DATABASE_URL=mine\n")
    (project / "plugin.db").write_text("mine")
    logo = (project / "logo.png").read_bytes()
    commit(project)

    publish(next_release)
    update(project)

    text = readme.read_text()
    assert "## How to run it\n" in text
    assert "## Put it online\n" in text
    assert (project / "docs/new.md").exists()
    assert not (project / "ngrok.yml").exists()
    assert (project / "plugin/weather.py").read_text() == "# mine\n"
    assert not (project / "docs/ngrok.md").exists()
    assert (project / ".env").read_text() == "DATABASE_URL=mine\n"
    assert (project / "plugin.db").read_text() == "mine"
    assert (project / "logo.png").read_bytes() == logo
    assert f"_commit: {NEXT}\n" in (project / ".copier-answers.yml").read_text()
    assert git.run("ls-files", "--unmerged", cwd=project) == ""


def test_a_project_without_edits_becomes_a_fresh_one(
    create: Run, folder: Path, next_release: Path, tmp_path: Path
) -> None:
    create("x", "--yes", "--name-for-human={{ x }} \"'\\ 🎉")
    publish(next_release)
    update(folder / "x")
    answers = {"name_for_human": "{{ x }} \"'\\ 🎉", "name_for_model": "x"}
    copier.run_copy(releases.SOURCE, tmp_path / "x", data=answers, defaults=True, quiet=True)
    for fresh in (path for path in (tmp_path / "x").rglob("*") if path.is_file()):
        name = fresh.relative_to(tmp_path / "x")
        if name.name not in ("logo.png", ".copier-answers.yml", "ai-plugin.json", "pyproject.toml"):
            assert (folder / "x" / name).read_bytes() == fresh.read_bytes(), name


def test_another_machine_updates_with_its_own_releases(
    create: Run, folder: Path, next_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create("x", "--yes")
    colleague = tmp_path / "colleague"
    colleague.mkdir()
    shutil.copy(Path.home() / ".gitconfig", colleague)
    monkeypatch.setenv("HOME", str(colleague))
    git.run("clone", "--quiet", str(folder / "x"), str(colleague / "x"), cwd=folder)
    assert create("--version").returncode == 0
    publish(next_release)
    update(colleague / "x")
    assert (colleague / "x/docs/new.md").exists()


def test_the_copier_command_updates_offline(create: Run, folder: Path, next_release: Path) -> None:
    import sys

    create("x", "--yes")
    publish(next_release)
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [Path(sys.executable).with_name("copier"), "update", "--defaults"], cwd=folder / "x", env={**os.environ, **nowhere}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "x/docs/new.md").exists()
