"""Install and start it now: on a real terminal, with what stands in for uv and the network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pexpect
import pytest
from projects import free_port
from terminals import CTRL_C, ENTER, Start, Terminal, finish, plain

from scaffold.errors import Failure
from scaffold.project import environment

LAST = "Install and start it now"
NEXT = "  cd x\r\n  uv run python -m plugin\r\n"
# Our own environment in the place of one that takes seconds to install.
WORKS = f"ln -s '{Path(sys.executable).parent.parent}' .venv"

Offered = Callable[..., Terminal]


@pytest.fixture
def offered(start: Start, folder: Path) -> Offered:
    """A new project at the last question, where `uv sync` is a shell script; None for no uv."""

    def offered(uv: str | None, *arguments: str, **env: str) -> Terminal:
        bin_ = folder.parent / "bin"
        path = f"{bin_}:{os.environ['PATH']}"
        if uv is None:
            path = ":".join(at for at in path.split(":") if not Path(at, "uv").exists())
        else:
            bin_.mkdir()
            (bin_ / "uv").write_text(f"#!/bin/sh\n[ $1 = sync ] || exit 9\n{uv}\n")
            (bin_ / "uv").chmod(0o755)
        answers = [f"--{name}=x" for name in ("name-for-human", "name-for-model")]
        answers += [f"--description-for-{who}=x" for who in ("human", "model")]
        options = [*answers, "--example=facts", "--auth-type=none", *arguments]
        terminal = start("x", *options, PATH=path, **env)
        terminal.expect("Create x, or change" if "ACCESSIBLE" not in env else r"Number \[1\]")
        terminal.send(ENTER)
        terminal.expect(LAST)
        return terminal

    return offered


def is_whole(project: Path) -> bool:
    """Whether the project is as it was committed, with nothing besides."""
    status = ["git", "status", "--porcelain", "--ignored"]
    done = subprocess.run(status, cwd=project, capture_output=True, text=True, check=True)
    return done.stdout == ""


def test_whoever_only_agrees_says_no(offered: Offered, folder: Path) -> None:
    terminal = offered(WORKS)
    assert NEXT in plain(terminal.before)
    terminal.send(ENTER)
    assert finish(terminal)[0] == 0
    assert is_whole(folder / "x")


def test_yes_installs_and_serves_until_ctrl_c(offered: Offered) -> None:
    port = free_port()
    terminal = offered(f"echo Resolved 3 packages; sleep 1; {WORKS}", f"--port={port}")
    terminal.send("y" + ENTER)
    terminal.expect("Installing, [01] s: Resolved 3 packages")
    terminal.expect("Installed")
    terminal.expect_exact(f"http://localhost:{port}")
    terminal.expect("startup complete")
    assert httpx2.get(f"http://localhost:{port}/").status_code == 200
    terminal.send(CTRL_C)
    code, output = finish(terminal)
    assert code == 0
    assert f"Stopped. To start it again:\r\n{NEXT}" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("moment", ["asked", "installing"])
def test_ctrl_c_leaves_a_whole_project(offered: Offered, folder: Path, moment: str) -> None:
    terminal = offered("mkdir .venv; touch uv.lock; echo $$ > ../pid; echo Begun; exec sleep 60")
    if moment == "installing":
        terminal.send("y" + ENTER)
        terminal.expect("Begun")
    terminal.send(CTRL_C)
    code, output = finish(terminal)
    assert code == 130
    assert output.endswith(
        "Not installed; the project is complete, and the commands above work.\r\n"
    )
    assert is_whole(folder / "x")
    if moment == "installing":
        with pytest.raises(ProcessLookupError):
            os.kill(int((folder / "pid").read_text()), 0)


def test_a_failed_installation_is_a_sentence_and_plain_lines_are_never_written_over(
    offered: Offered, folder: Path
) -> None:
    terminal = offered("mkdir .venv; sleep .5; echo error: No such Python.; exit 1", ACCESSIBLE="1")
    terminal.send("y" + ENTER)
    code, output = finish(terminal)
    assert code == 1
    assert output.endswith(
        "Installing it; this takes up to a minute.\r\n"
        "Error: It could not be installed: No such Python.\r\n"
        f"The project is complete. To try again:\r\n{NEXT}"
    )
    assert is_whole(folder / "x")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("error: Request failed\\n  cause: Failed to fetch: x", "the package index cannot be reached."),
        ("  × No solution found\\n  ╰─▶ Because", "No solution found"),
        ("WARNING: Retrying (Retry(total=4\\nERROR: No match", "the package index cannot be reached."),
        ("error: subprocess\\n    ERROR: No match for x==1", "No match for x==1"),
        ("Hm.\\n", "Hm."),
        ("", "it ended without a word."),
    ],
)  # fmt: skip
def test_of_all_that_an_installer_writes_one_sentence_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, written: str, why: str
) -> None:
    (folder / "uv").write_text(f"#!/bin/sh\nprintf '{written}'; mkdir .venv; exit 2\n")
    (folder / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    with pytest.raises(Failure) as failed:
        environment.install(folder, lambda _: None)
    assert failed.value.sentence == f"It could not be installed: {why}"
    assert os.listdir(folder) == ["uv"]


def test_a_server_that_cannot_start_says_why(offered: Offered) -> None:
    terminal = offered(WORKS, PORT="none")
    terminal.send("y" + ENTER)
    code, output = finish(terminal)
    assert code == 1
    assert "PORT" in output
    assert f"ended by itself, with exit code 1.\r\nOnce that is put right:\r\n{NEXT}" in output


def test_a_dry_run_and_yes_are_not_asked(start: Start) -> None:
    for option in ("--yes", "--dry-run"):
        terminal = start("x", option)
        while terminal.expect(["\\? [A-Z]", pexpect.EOF]) == 0:
            assert LAST not in terminal.before
            terminal.send(ENTER)
        assert LAST not in terminal.before


@pytest.mark.network
def test_without_uv_by_venv_and_pip(offered: Offered) -> None:
    port = free_port()
    terminal = offered(None, f"--port={port}")
    terminal.send("y" + ENTER)
    terminal.expect("startup complete", timeout=300)
    assert httpx2.get(f"http://localhost:{port}/").status_code == 200
    terminal.send(CTRL_C)
    code, output = finish(terminal)
    assert code == 0
    # What is done already is not to be typed again.
    enter = NEXT.partition("\r\n")[0]
    assert f"To start it again:\r\n{enter}\r\n  .venv/bin/python -m plugin\r\n" in output
