"""What is timed: a job is something to do in a directory, prepared beforehand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pexpect


def nothing(_: Path) -> None:
    """No preparation, nothing left to do."""


class Job(NamedTuple):
    """`run` is timed; what it returns is done afterwards. Unless `is_installed`, it cannot run."""

    run: Callable[[Path], Callable[[Path], None]]
    prepare: Callable[[Path], None] = nothing
    is_installed: bool = True


def program(name: str) -> str:
    """The path of a program installed for the benchmark, or anywhere; its bare name if nowhere."""
    environment = Path(sys.executable).parent
    folders = [environment, environment.parent / "node_modules/.bin"]
    return shutil.which(name, path=os.pathsep.join(map(str, folders))) or shutil.which(name) or name


def finished(*command: str, prepare: Callable[[Path], None] = nothing) -> Job:
    """A command that runs to its end."""

    def run(folder: Path) -> Callable[[Path], None]:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL
        )
        return nothing

    return Job(run, prepare, is_installed=bool(shutil.which(command[0])))


def committed(*command: str) -> Job:
    """A command that makes `plugin`, and then a repository of it with its first commit."""
    git = "cd plugin && git init -q && git add -A && git commit -qm first"
    made = finished("sh", "-c", f'"$@" && {git}', "sh", *command)
    return made._replace(is_installed=bool(shutil.which(command[0])))


def prompted(text: str, *command: str) -> Job:
    """A command, until its first prompt is on the screen."""

    def run(folder: Path) -> Callable[[Path], None]:
        terminal = pexpect.spawn(command[0], list(command[1:]), cwd=str(folder))
        terminal.expect(text)
        return lambda _: terminal.close(force=True)

    return Job(run)


def milliseconds(job: Job) -> float:
    """How long a job takes, in a directory of its own."""
    with TemporaryDirectory() as folder:
        job.prepare(Path(folder))
        started = time.perf_counter()
        finish = job.run(Path(folder))
        elapsed = time.perf_counter() - started
        finish(Path(folder))
        return elapsed * 1000
