"""Plain `copier update`, from release to release: nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import copier
import pytest
import yaml
from answers import AUTH, DEFAULTS
from old_projects import Old, append, commit, files_of, run

from scaffold import git
from scaffold.project import contents
from scaffold.template import releases
from scaffold.template.questions import Answers

COPIER = Path(sys.executable).with_name("copier")

# Copier draws nothing: `python -m plugin openapi` copies the project's own logo there.
PACKAGE_LOGO = "agent-plugin/assets/logo.png"


def compared(project: Path) -> dict[str, bytes]:
    """The files of a project, but for the one that only its own command writes."""
    return {path: text for path, text in files_of(project).items() if path != PACKAGE_LOGO}


def test_a_project_of_1_0_0_updates_and_keeps_every_edit(old: Old) -> None:
    releases.publish()
    project = old("1.0.0")
    edits = {
        "README.md": "\nMy own words.\n",
        "plugin/todos.py": "\n# My own code.\n",
        "plugin/errors.py": "\n# My own error.\n",
        "tests/test_todos.py": "\n# My own test.\n",
        ".gitignore": "mine/\n",
    }
    append(project, edits)
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
    assert {"openapi.yaml", "plugin/todos.py"} <= set(changed)
    assert not list(project.glob("plugin/*auth*"))
    assert (project / ".vscode/settings.json").exists()


def test_a_project_of_1_1_0_without_edits_stays_a_to_do_list(old: Old) -> None:
    releases.publish()
    project = old("1.1.0")
    copier.run_update(project, defaults=True, overwrite=True, quiet=True)
    new = contents.draw(DEFAULTS, releases.newest())
    assert compared(project) == {path: new[path].content for path in new if path != PACKAGE_LOGO}


def test_a_project_inside_a_larger_repository(old: Old, tmp_path: Path) -> None:
    releases.publish()
    project = old("1.0.0", at="large/a/project")
    shutil.rmtree(project / ".git")
    (tmp_path / "large/other").write_text("theirs")
    append(project, {"README.md": "Mine.\n"})
    (project / "docs/ngrok.md").unlink()
    commit(tmp_path / "large")
    copier.run_update(project, defaults=True, overwrite=True, quiet=True)
    assert (project / "README.md").read_text().endswith("Mine.\n")
    assert (project / ".vscode/settings.json").exists()
    assert not (project / "docs/ngrok.md").exists()
    assert (tmp_path / "large/other").read_text() == "theirs"


def test_the_auth_type_can_change_with_the_update(old: Old) -> None:
    releases.publish()
    project = old("1.0.0")
    copier.run_update(
        str(project), data={"auth_type": "service_http"}, defaults=True, overwrite=True, quiet=True
    )
    assert git.run("ls-files", "-u", cwd=project) == ""
    assert (project / "plugin/auth.py").exists()
    # Only create-ai-plugin writes secrets; the server tells how to make one.
    assert not (project / ".env").exists()


@pytest.mark.parametrize(("release", "kind"), [("1.0.0", "none"), ("1.1.0", "oauth")])
def test_our_own_update_gives_the_same(old: Old, release: str, kind: str) -> None:
    releases.publish()
    ours, theirs = (
        old(release, {**DEFAULTS, **AUTH[kind]}, at=name) for name in ("ours", "theirs")
    )
    for project in (ours, theirs):
        edited = "README.md", "plugin/app.py", "tests/test_pages.py"
        append(project, dict.fromkeys(edited, "# Mine.\n"))
        (project / "docs/ngrok.md").unlink()
        (project / ".env").write_text("PORT=4000\n")
        commit(project)
    changes: Answers = {"port": 4000, "legal_info_url": "https://example.com/legal"}
    copier.run_update(str(theirs), data=changes, defaults=True, overwrite=True, quiet=True)
    assert run(ours, **changes)
    assert compared(ours) == compared(theirs)
