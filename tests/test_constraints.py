"""Exact versions: ours and those of generated projects, for pip and for uv."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from typing import Any

import renew
from answers import PROJECTS
from conftest import REPOSITORY
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from projects import rendered

OURS = (REPOSITORY / "constraints.txt").read_text()
THEIRS = (REPOSITORY / "templates/constraints.txt").read_text()


def pinned(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line and not line.startswith("#")]


def names(requirements: list[Requirement]) -> list[str]:
    return [requirement.name for requirement in requirements]


def needed(project: dict[str, Any]) -> set[str]:
    tables = project["dependencies"], *project["optional-dependencies"].values()
    return {canonicalize_name(Requirement(text).name) for table in tables for text in table}


def pyproject(text: str | bytes) -> dict[str, Any]:
    return tomllib.loads(text if isinstance(text, str) else text.decode())


def test_every_version_is_exact_and_from_no_address() -> None:
    for text in (OURS, THEIRS):
        for requirement in pinned(text):
            assert re.fullmatch(r"==[\w.]+", str(requirement.specifier))
            assert requirement.url is None
        assert len({*names(pinned(text))}) == len(pinned(text))
        assert "hash" not in text


def test_all_that_may_be_installed_has_its_version() -> None:
    assert needed(pyproject((REPOSITORY / "pyproject.toml").read_text())["project"]) <= {
        *names(pinned(OURS))
    }
    for answers in PROJECTS.values():
        files = rendered(tuple(answers.items()))
        project = pyproject(files["pyproject.toml"].content)
        assert needed(project["project"]) <= {*names(pinned(THEIRS))}
        assert files["constraints.txt"].content.decode() == THEIRS
        lines = [line for line in THEIRS.splitlines() if "==" in line]
        assert project["tool"]["uv"]["constraint-dependencies"] == lines


def test_projects_have_the_versions_that_are_tested_here() -> None:
    ours = {requirement.name: requirement.specifier for requirement in pinned(OURS)}
    for requirement in pinned(THEIRS):
        assert ours[requirement.name] == requirement.specifier


def test_what_builds_a_package_is_exact_to_the_last() -> None:
    """No constraints file reaches it."""
    project = rendered(tuple(PROJECTS["todo-none"].items()))["pyproject.toml"].content
    for text, first in (((REPOSITORY / "pyproject.toml").read_text(), OURS), (project, THEIRS)):
        building = pyproject(text)["build-system"]["requires"]
        assert pinned("\n".join(building)) == pinned(first.partition("\n\n")[0])
        for requirement in pinned("\n".join(building)):
            further = [Requirement(each) for each in requires(requirement.name) or []]
            unconditional = {each.name for each in further if not each.marker}
            assert {canonicalize_name(name) for name in unconditional} <= {
                Requirement(each).name for each in building
            }


def test_the_commands_take_these_versions() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    commands = re.findall(r"(?m)^python3 -m venv .*$", readme)
    assert len(commands) == 2
    assert all("pip install -c constraints.txt " in command for command in commands)
    files = rendered(tuple(PROJECTS["todo-none"].items()))
    for path in ("Dockerfile", ".github/workflows/ci.yml", "README.md"):
        text = files[path].content.decode()
        assert re.findall(r"pip install(?! --upgrade).*", text)
        for command in re.findall(r"pip install(?! --upgrade).*", text):
            assert "-c constraints.txt" in command, path
    assert "!constraints.txt\n" in files[".dockerignore"].content.decode()


def test_renewing_keeps_all_else_of_pyproject() -> None:
    old = (REPOSITORY / "pyproject.toml").read_text()
    new = renew.with_build(old, ["a==1", "b==2 ; sys_platform == 'win32'"])
    assert pyproject(new)["build-system"]["requires"] == ["a==1", "b==2 ; sys_platform == 'win32'"]
    assert {**pyproject(new), "build-system": 0} == {**pyproject(old), "build-system": 0}
    assert renew.with_build(new, pyproject(old)["build-system"]["requires"]) == old
