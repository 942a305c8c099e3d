"""A project of the first release becomes one of the newest, with nothing lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import copier
import yaml
from answers import DEFAULTS

from scaffold import git, releases

COPIER = Path(sys.executable).with_name("copier")

# Earlier releases do not ask for the example.
EARLIER = {name: answer for name, answer in DEFAULTS.items() if name != "example"}


def made_by(release: str, tmp_path: Path) -> Path:
    releases.publish()
    project = tmp_path / "old"
    copier.run_copy(
        releases.SOURCE, project, data=EARLIER, defaults=True, quiet=True, vcs_ref=release
    )
    return project


def commit(project: Path) -> None:
    git.run("init", "--quiet", cwd=project)
    git.run("add", "--all", cwd=project)
    git.run("commit", "--quiet", "--message", "Mine", cwd=project)


def test_a_project_of_1_0_0_updates_and_keeps_every_edit(tmp_path: Path) -> None:
    project = made_by("1.0.0", tmp_path)
    edits = {
        "README.md": "\nMy own words.\n",
        "plugin/todos.py": "\n# My own code.\n",
        "plugin/errors.py": "\n# My own error.\n",
        "tests/test_todos.py": "\n# My own test.\n",
        ".gitignore": "mine/\n",
    }
    for name, text in edits.items():
        with (project / name).open("a") as file:
            file.write(text)
    (project / "plugin/mine.py").write_text("MINE = 1\n")
    (project / ".env").write_text("PORT=4000\n")
    commit(project)

    done = subprocess.run(
        [COPIER, "update", "--defaults", "--quiet"], cwd=project, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert git.run("ls-files", "-u", cwd=project) == ""
    assert not list(project.rglob("*.rej"))
    for name, text in edits.items():
        assert text.strip() in (project / name).read_text()
    assert (project / "plugin/mine.py").read_text() == "MINE = 1\n"
    assert (project / ".env").read_text() == "PORT=4000\n"
    assert yaml.safe_load((project / ".copier-answers.yml").read_text()) == {
        **DEFAULTS,
        "_commit": releases.newest(),
        "_src_path": releases.SOURCE,
    }
    # A project for anybody has nothing of the other types.
    changed = git.run("diff", "--name-only", "HEAD", cwd=project).splitlines()
    assert changed == [
        ".copier-answers.yml",
        "README.md",
        "openapi.yaml",
        "plugin/todos.py",
        "tests/manifest.schema.json",
    ]
    assert (project / ".vscode/settings.json").exists()


def test_a_project_of_1_1_0_without_edits_stays_a_to_do_list(tmp_path: Path) -> None:
    project = made_by("1.1.0", tmp_path)
    commit(project)
    copier.run_update(project, defaults=True, overwrite=True, quiet=True)
    changed = git.run("status", "--porcelain", cwd=project).splitlines()
    assert [line.split()[-1] for line in changed] == [".copier-answers.yml", "README.md"]


def test_the_auth_type_can_change_with_the_update(tmp_path: Path) -> None:
    project = made_by("1.0.0", tmp_path)
    commit(project)
    copier.run_update(
        str(project), data={"auth_type": "service_http"}, defaults=True, overwrite=True, quiet=True
    )
    assert git.run("ls-files", "-u", cwd=project) == ""
    assert (project / "plugin/auth.py").exists()
    # Only create-ai-plugin writes secrets; the server tells how to make one.
    assert not (project / ".env").exists()
