"""A project's own environment, made by uv where it is, else by venv and pip; and its server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from scaffold import signals
from scaffold.errors import Failure

# Seconds between two reports.
_TICK = 0.2


def install(directory: Path, report: Callable[[str], None]) -> None:
    """Install a project with all that its tests need; `report` gets its latest line all the time.

    Raises Failure where that cannot be done. Then, and where it is interrupted, nothing of it is
    left: a half-made environment would be in the way of the next attempt.
    """
    with signals.ignored(), _nothing_half_made(directory), signals.raising():
        for command in _commands(directory):
            _run(command, directory, report)


def serve(directory: Path) -> int:
    """Run the server of an installed project until it ends; its exit code, 0 after Ctrl-C."""
    with signals.left_to_child() as interrupts:
        process = subprocess.Popen(
            [_python(directory), "-m", "plugin"], cwd=directory, env=_environment(directory)
        )
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    return 0 if interrupts else code


def _commands(directory: Path) -> list[list[str]]:
    """What the project's README says, with the tools that are here."""
    if uv := shutil.which("uv"):
        return [[uv, "sync"]]
    pip = [_python(directory), "-m", "pip", "install", "--no-input"]
    return [
        [sys.executable, "-m", "venv", ".venv"],
        [*pip, "-c", "constraints.txt", "-e", ".[dev]"],
    ]


def _python(directory: Path) -> str:
    return str(directory / (".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python"))


def _environment(directory: Path) -> dict[str, str]:
    """This process's variables, without the environment that it runs in itself."""
    plain = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return {**plain, "UV_PROJECT_ENVIRONMENT": str(directory / ".venv")}


@contextmanager
def _nothing_half_made(directory: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(directory / ".venv", ignore_errors=True)
        (directory / "uv.lock").unlink(missing_ok=True)
        raise


def _run(command: Sequence[str], directory: Path, report: Callable[[str], None]) -> None:
    lines: deque[str] = deque([""], maxlen=1000)
    # In a session of its own: without a terminal to ask on, and ended by nobody but us.
    with subprocess.Popen(
        command,
        cwd=directory,
        env=_environment(directory),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        reader = Thread(target=lines.extend, args=[process.stdout], daemon=True)
        reader.start()
        try:
            while not _has_ended(process):
                report(lines[-1].strip())
        except BaseException:
            signals.end(process)
            raise
        finally:
            reader.join()
    if process.returncode:
        raise Failure(f"It could not be installed: {_complaint(lines)}")


def _has_ended(process: subprocess.Popen[str]) -> bool:
    try:
        process.wait(_TICK)
    except subprocess.TimeoutExpired:
        return False
    return True


def _complaint(lines: Sequence[str]) -> str:
    """What went wrong, of all that uv, venv or pip wrote."""
    text = "\n".join(line.rstrip() for line in lines).rstrip()
    if re.search(r"Failed to fetch|Retrying \(", text):
        return "the package index cannot be reached."
    # The innermost cause comes last; of errors without one the first.
    causes = re.findall(r"^ *(?:ERROR|cause|Caused by): (.+)", text, re.MULTILINE)
    errors = re.findall(r"^ *(?:error:|×) +(.+)", text, re.MULTILINE)
    return (causes[-1:] + errors[:1] + text.split("\n")[-1:])[0] or "it ended without a word."
