"""How long the commands take, as ratios to a peer in the same run.

    python benchmarks/compare.py [RUNS]

Ours and the peer run in turn, so that a machine that gets slower does so for both; a ratio is
taken pair by pair. Times are of whole processes, in milliseconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect

from scaffold import template

# What is timed: something to do in an empty directory. It returns what is to be done afterwards.
Run = Callable[[Path], Callable[[], object]]

BIN = Path(sys.executable).parent
COMMAND = str(BIN / "create-ai-plugin")
GIT = "git init -q && git add -A && git commit -qm first"
PROMPT = "import questionary; questionary.text('Name', default='x').unsafe_ask()"


def finished(*command: str) -> Run:
    """A command that runs to its end, in an empty directory."""

    def run(folder: Path) -> Callable[[], object]:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return lambda: None

    return run


def prompted(text: str, *command: str) -> Run:
    """A command, until its first prompt is on the screen."""

    def run(folder: Path) -> Callable[[], object]:
        terminal = pexpect.spawn(command[0], list(command[1:]), cwd=str(folder))
        terminal.expect(text)
        return lambda: terminal.close(force=True)

    return run


def measure(run: Run) -> float:
    """Milliseconds of one run."""
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        finish = run(Path(folder))
        elapsed = time.perf_counter() - started
        finish()
        return elapsed * 1000


def compare(name: str, ours: Run, peer: Run, runs: int) -> None:
    """Print the medians of both and of their ratio, with its spread."""
    pairs = [(measure(ours), measure(peer)) for _ in range(runs + 1)][1:]
    ratios = sorted(a / b for a, b in pairs)
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ratios)
    print(f"{name:58} {mine:7.0f} {theirs:7.0f} {ratio:7.2f}   {ratios[0]:.2f}-{ratios[-1]:.2f}")


def main(runs: int) -> None:
    """Compare everything."""
    print(f"{'':58} {'ours':>7} {'peer':>7} {'ratio':>7}   spread")
    compare(
        "--help : import click",
        finished(COMMAND, "--help"),
        finished(sys.executable, "-c", "import click"),
        runs,
    )
    compare(
        "first prompt : bare questionary prompt",
        prompted("What to start from", COMMAND, "plugin"),
        prompted("Name", sys.executable, "-c", PROMPT),
        runs,
    )
    copier = f"'{BIN / 'copier'}' copy -q --defaults '{template.ROOT}' plugin && cd plugin && {GIT}"
    compare(
        "finished, committed project : copier copy, git init, add, commit",
        finished(COMMAND, "plugin", "--yes"),
        finished("sh", "-c", copier),
        runs,
    )
    with TemporaryDirectory() as folder:
        project = f"{folder}/plugin"
        subprocess.run([COMMAND, project, "--yes", "--no-git"], check=True, capture_output=True)
        compare(
            "a project checked : openapi-spec-validator on its document",
            finished(str(BIN / "ai-plugin"), "check", project),
            finished(str(BIN / "openapi-spec-validator"), f"{project}/openapi.yaml"),
            runs,
        )


if __name__ == "__main__":
    with TemporaryDirectory() as home:
        os.environ["HOME"] = home
        names = {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"}
        os.environ.update(dict.fromkeys(names, "benchmark"))
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
