"""Projects of somebody's template, updated as plain `copier update` does it, and then as ours."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from foreign_templates import Write, copier, files_of
from old_projects import append, commit, undo

from scaffold import git
from scaffold.errors import Failure
from scaffold.project import foreign_update, notes, patch
from scaffold.template.foreign import fetch
from scaffold.template.foreign import template as foreign

OLD = {
    "copier__yml": "name: Ada\nport: 80\n_skip_if_exists: [kept.txt]\n",
    "README.md.jinja": "# {{ name }}\n\none\ntwo\nthree\nfour\nfive\n\nport {{ port }}\n",
    "src/{{ name | lower }}.txt.jinja": "a\nb\nc\n",
    "gone.txt": "gone\n",
    "kept.txt": "kept\n",
    "run.sh": "echo\n",
}
NEW = {
    "copier__yml": "name: Ada\nport: 80\nextra: more\n_skip_if_exists: [kept.txt]\n",
    "README.md.jinja": "# {{ name }}\n\none\n2\nthree\nfour\nfive\n\nport {{ port }}, {{ extra }}\n",
    "src/{{ name | lower }}.txt.jinja": "a\nb\nC\n",
    "gone.txt": None,
    "kept.txt": "changed\n",
    "new/ä ö.txt.jinja": "{{ extra }}\n",
    "both.txt": "theirs\n",
}

EDITS = {
    "none": {},
    "apart": {"README.md": "mine\n", "src/ada.txt": "", "own.txt": "own\n", "kept.txt": "mine\n"},
    "in conflict": {"src/ada.txt": "x\n", "gone.txt": "mine\n", "both.txt": "mine\n"},
}


@pytest.fixture
def project(template: Write, tmp_path: Path) -> Path:
    """A committed project of the first release; a second one is there."""
    source = template("1.0.0", **OLD)
    copier("copy", source, tmp_path / "project", cwd=tmp_path)
    commit(tmp_path / "project")
    template("1.1.0", **NEW)
    return tmp_path / "project"


def run(
    directory: Path, changes: Mapping[str, object] = {}, *, trusted: bool = False
) -> foreign_update.Update:
    """Update without a question."""
    noted = notes.read(directory)
    with (
        fetch.fetched(noted.source) as source,
        foreign.opened(source, trusted=trusted) as theirs,
        foreign_update.workshop() as work,
    ):
        accepted = theirs.accept(changes, directory, noted.answers)
        planned = foreign_update.plan(noted, theirs, accepted, work)
        patch.apply(noted.place, planned.merged)
    return planned


def unmerged(directory: Path) -> str:
    return git.run("ls-files", "--unmerged", cwd=directory)


@pytest.mark.parametrize(
    ("edits", "below"), [("none", ""), ("apart", ""), ("in conflict", ""), ("in conflict", "a/b")]
)
def test_the_files_are_what_plain_copier_makes_of_them(
    project: Path, tmp_path: Path, edits: str, below: str
) -> None:
    if below:
        shutil.rmtree(project / ".git")
        (tmp_path / "repository/a").mkdir(parents=True)
        project = project.rename(tmp_path / "repository" / below)
    append(project, EDITS[edits])
    repository = tmp_path / "repository" if below else project
    if below or edits != "none":
        commit(repository)
    shutil.copytree(repository, tmp_path / "plain", symlinks=True)
    plain = tmp_path / "plain" / below

    planned = run(project)
    copier("update", cwd=plain)
    assert files_of(project) == files_of(plain)
    assert unmerged(project) == unmerged(plain)
    assert planned.release == "1.1.0"
    undo(project)
    assert git.run("status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize("change", [{"name": "Eve", "port": "81"}, {"extra": "x: y"}])
def test_an_answer_is_changed_as_plain_copier_changes_it(
    project: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    append(project, {"README.md": "mine\n"})
    commit(project)
    shutil.copytree(project, tmp_path / "plain", symlinks=True)
    planned = run(project, change)
    data = [f"{name}={answer}" for name, answer in change.items()]
    copier("update", *[word for pair in data for word in ("--data", pair)], cwd=tmp_path / "plain")
    assert files_of(project) == files_of(tmp_path / "plain")
    assert change.items() <= {name: str(value) for name, value in planned.answers.items()}.items()


def test_what_git_ignores_is_not_touched(project: Path, template: Write) -> None:
    (project / ".gitignore").write_text(".env\n")
    (project / ".env").write_text("SECRET=mine\n")
    commit(project)
    template("1.2.0", **{".env": "SECRET=\n"})
    run(project)
    assert (project / ".env").read_text() == "SECRET=mine\n"


MIGRATION = "_migrations: [{version: 1.2.0, command: touch ran}]\nname: Ada\nport: 80\n"
CODE = {
    "the migration `touch ran`": (MIGRATION, "name: Ada\nport: 80\n"),
    "the task `touch ran`": ("_tasks: [touch ran]\nname: Ada\nport: 80\n", None),
}


@pytest.mark.parametrize("code", CODE)
def test_code_runs_in_a_copy_and_only_where_it_is_trusted(
    project: Path, template: Write, tmp_path: Path, code: str
) -> None:
    template("1.2.0", copier__yml=CODE[code][0])
    with pytest.raises(Failure) as failure:
        run(project)
    assert failure.value.sentence == f"The template would run code on this machine: {code}."
    assert git.run("status", "--porcelain", cwd=project) == ""
    shutil.copytree(project, tmp_path / "plain", symlinks=True)
    run(project, trusted=True)
    copier("update", "--trust", cwd=tmp_path / "plain")
    assert files_of(project) == files_of(tmp_path / "plain")
    assert (project / "ran").exists()


def test_code_of_the_release_that_a_project_names_is_code_too(
    project: Path, template: Write
) -> None:
    """Of a stranger's project: the newest release is harmless, the one that it names is not."""
    template("1.2.0", copier__yml="_tasks: [touch ran]\nname: Ada\nport: 80\n")
    template("1.3.0", copier__yml="name: Ada\nport: 80\n")
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("1.0.0", "1.2.0"))
    commit(project)
    with pytest.raises(Failure, match="would run code on this machine: the task `touch ran`"):
        run(project)


@pytest.mark.parametrize("release", ["9.9.9", "--help"])
def test_a_release_that_there_is_not_is_a_sentence(project: Path, release: str) -> None:
    answers = project / ".copier-answers.yml"
    answers.write_text(
        answers.read_text().replace("1.0.0", f'"{release}"'.replace("\x1b", r"\x1b"))
    )
    commit(project)
    with pytest.raises(Failure) as failure:
        run(project)
    assert "\n" not in failure.value.sentence
    assert git.run("status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize("into", ["{{ '.git' }}", "{{ pathjoin('a', '..', '.git') }}", "{{ 'g' }}"])
def test_an_update_writes_nothing_where_git_would_run_it(
    project: Path, template: Write, tmp_path: Path, into: str
) -> None:
    """Copier runs git between its steps, and git runs what its folder tells it to."""
    (tmp_path / "template/g").symlink_to(".git")
    ran = tmp_path / "ran"
    template(
        "1.2.0",
        # Its own list takes the place of Copier's, in which `.git` stands.
        copier__yml="_exclude: [copier.yml]\n_preserve_symlinks: true\nname: Ada\nport: 80\n",
        **{f"{into}/config": f"[core]\n\tfsmonitor = touch {ran};\n"},
    )
    # It fails or not, as Copier has it; either way nothing is run, then or later.
    with suppress(Failure):
        run(project)
    git.run("status", cwd=project)
    assert not ran.exists()


def test_a_link_out_of_the_project_is_refused(
    project: Path, template: Write, tmp_path: Path
) -> None:
    (tmp_path / "template/b").symlink_to("../secret")
    template("1.2.0", copier__yml="_preserve_symlinks: true\nname: Ada\nport: 80\n")
    with pytest.raises(Failure, match="link `b` leads out of the project"):
        run(project)
    assert git.run("status", "--porcelain", cwd=project) == ""


def test_only_new_questions_are_asked(project: Path) -> None:
    noted = notes.read(project)
    with fetch.fetched(noted.source) as source, foreign.opened(source, trusted=False) as theirs:
        assert foreign_update.new_questions(noted, theirs, {}) == {"extra"}
        assert foreign_update.new_questions(noted, theirs, {"extra": "x"}) == set()
