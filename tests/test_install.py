"""Installed in every way that the README names, and used from there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

pytestmark = pytest.mark.network

TREE = {".well-known/ai-plugin.json", "plugin/__main__.py", "logo.png", ".copier-answers.yml"}


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def venv(folder: Path, *packages: str) -> Path:
    """The programs of a new virtual environment with some packages."""
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    run(folder / "bin/pip", "install", "-q", *packages, cwd=folder.parent)
    return folder / "bin"


def is_made(project: Path) -> bool:
    return all((project / path).exists() for path in TREE)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return venv(tmp_path_factory.mktemp("tools") / "venv", "uv", "pipx")


def test_both_commands_of_the_readme_work(folder: Path) -> None:
    """Typed as they are, in a clone; the second only as far as to the tests."""
    run("git", "clone", "--quiet", REPOSITORY, "clone", cwd=folder)
    first, second = re.findall(r"(?m)^python3 -m venv .*$", (REPOSITORY / "README.md").read_text())
    run("sh", "-c", f"{first} --yes", cwd=folder / "clone")
    assert is_made(folder / "my-plugin")
    run("sh", "-c", f"{second} --version", cwd=folder / "clone")
    pip = folder / "clone/.venv/bin/pip"
    installed = run(pip, "list", "--format=freeze", "--exclude=pip", "--exclude=setuptools", "--exclude-editable", cwd=folder)  # fmt: skip
    pinned = (REPOSITORY / "constraints.txt").read_text().lower().replace("-", "_")
    assert not [line for line in installed.lower().replace("-", "_").split() if line not in pinned]


@pytest.mark.parametrize("tool", ["uv", "pipx"])
def test_both_commands_are_everywhere(folder: Path, tools: Path, tool: str) -> None:
    text = (REPOSITORY / "README.md").read_text()
    (command,) = re.findall(rf"(?m)^\| {tool} \| `(.*)` \|$", text)
    run("sh", "-c", str(tools / command), cwd=REPOSITORY)
    run(Path.home() / ".local/bin/create-ai-plugin", "x", "--yes", cwd=folder)
    changed = run(
        Path.home() / ".local/bin/ai-plugin", "update", "--set=port=4000", cwd=folder / "x"
    )
    assert "port: 3333 -> 4000" in changed


def test_pip_installs_a_command_and_only_what_it_needs(folder: Path) -> None:
    programs = venv(folder / "venv", str(REPOSITORY))
    run(programs / "create-ai-plugin", "x", "--yes", cwd=folder)
    assert is_made(folder / "x")
    installed = run(programs / "pip", "list", "--format=freeze", cwd=folder).lower()
    assert "copier==" in installed
    for ours_alone in ("fastapi", "hypothesis", "pytest"):
        assert ours_alone not in installed
    changed = run(programs / "ai-plugin", "update", "--set=port=4000", "x", cwd=folder)
    assert "port: 3333 -> 4000" in changed
    # The command of Copier comes along.
    run("git", "commit", "-qm", "x", cwd=folder / "x")
    run(programs / "copier", "update", "--defaults", "--data", "port=5000", cwd=folder / "x")
    assert "port: 5000\n" in (folder / "x/.copier-answers.yml").read_text()


@pytest.mark.parametrize("tool", ["uv", "pipx"])
def test_it_is_installed_by_its_name(folder: Path, tools: Path, tool: str) -> None:
    """As the README of a project says, from an index that has it: here, a folder."""
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        folder,
        REPOSITORY,
        cwd=folder,
    )
    run(tools / "uvx", "--from", str(REPOSITORY), "create-ai-plugin", "x", "--yes", cwd=folder)
    text = (folder / "x/README.md").read_text()
    (command,) = re.findall(rf"`({tool} [a-z ]*install create-ai-plugin)`", text)
    index = {"PIP_FIND_LINKS": str(folder), "UV_FIND_LINKS": str(folder)}
    run("sh", "-c", str(tools / command), cwd=folder, **index)
    said = run(Path.home() / ".local/bin/ai-plugin", "update", "--dry-run", cwd=folder / "x")
    assert said.startswith("Up to date")


def test_a_built_wheel_holds_the_template_and_its_releases(folder: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", str(REPOSITORY), cwd=folder)
    (wheel,) = folder.glob("*.whl")
    programs = venv(folder / "venv", str(wheel))
    run(programs / "create-ai-plugin", "x", "--yes", cwd=folder)
    assert is_made(folder / "x")


def test_uvx_runs_it_from_a_checkout(folder: Path, tools: Path) -> None:
    run(tools / "uvx", "--from", str(REPOSITORY), "create-ai-plugin", "x", "--yes", cwd=folder)
    assert is_made(folder / "x")


def test_pipx_runs_it_from_a_checkout(folder: Path, tools: Path) -> None:
    run(
        tools / "pipx",
        "run",
        "--spec",
        str(REPOSITORY),
        "create-ai-plugin",
        "x",
        "--yes",
        cwd=folder,
    )
    assert is_made(folder / "x")


def test_a_project_installs_and_passes_with_pip(folder: Path) -> None:
    programs = venv(folder / "venv", str(REPOSITORY))
    run(programs / "create-ai-plugin", "x", "--yes", cwd=folder)
    project = folder / "x"
    own = venv(
        project / ".venv", "-c", f"{project}/constraints.txt", "--editable", f"{project}[dev]"
    )
    for command in (["pytest"], ["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        run(own / command[0], *command[1:], cwd=project)
    assert run("git", "status", "--porcelain", cwd=project) == ""


def test_a_project_installs_and_passes_with_uv(folder: Path, tools: Path) -> None:
    run(tools / "uvx", "--from", str(REPOSITORY), "create-ai-plugin", "x", "--yes", cwd=folder)
    run(tools / "uv", "run", "pytest", cwd=folder / "x")
    run(tools / "uv", "run", "python", "-m", "plugin", "openapi", cwd=folder / "x")
    assert run("git", "status", "--porcelain", cwd=folder / "x") in ("", "?? uv.lock\n")


def test_copier_updates_a_project_without_the_tool(folder: Path, tools: Path) -> None:
    run(tools / "uvx", "--from", str(REPOSITORY), "create-ai-plugin", "x", "--yes", cwd=folder)
    run(tools / "uvx", "copier", "update", "--defaults", cwd=folder / "x")
