"""Whatever happens to the process: the project is complete and committed, or not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import COMMAND, Run

# Wide enough to reach from Python's start to after the end of a run on a slow machine.
MOMENTS = 12


def run_time(folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run([COMMAND, "measured", "--yes"], cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - started


def is_whole(project: Path) -> bool:
    """Whether it is there; fails for anything between there and not there."""
    if not project.exists():
        return False
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""
    subprocess.run(["git", "fsck", "--strict"], cwd=project, capture_output=True, check=True)
    assert (project / ".well-known/ai-plugin.json").exists()
    return True


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda n: n.name
)
def test_a_kill_at_any_moment(folder: Path, number: signal.Signals) -> None:
    whole = run_time(folder)
    outcomes = set()
    for moment in range(MOMENTS + 1):
        process = subprocess.Popen(
            [COMMAND, f"p{moment}", "--yes"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            # The last one is left alone: then at least one is finished.
            process.wait(whole * 1.2 * moment / MOMENTS if moment < MOMENTS else None)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, number)
        _, said = process.communicate()
        outcomes.add(is_whole(folder / f"p{moment}"))
        # Python itself may be interrupted, before it runs a line of ours.
        assert "Traceback" not in said or f"{os.sep}scaffold{os.sep}" not in said
        if number is not signal.SIGKILL:
            left = [name for name in os.listdir(folder) if name.startswith(".")]
            assert left == []
    assert outcomes == {True, False}


def test_an_interrupt_says_what_is_there(folder: Path) -> None:
    """Held up in git, so that the interrupt comes while the project is being made."""
    slow = folder.parent / "bin"
    slow.mkdir()
    git = slow / "git"
    git.write_text(
        '#!/bin/sh\ncase "$*" in *commit*) touch started; exec sleep 30;; esac\nexec /usr/bin/env -S PATH="$OLD" git "$@"\n'
    )
    git.chmod(0o755)
    env = {**os.environ, "OLD": os.environ["PATH"], "PATH": f"{slow}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        [COMMAND, "x", "--yes"],
        cwd=folder,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list(folder.glob(".*/x/started")):
        assert process.poll() is None
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, said) == (130, "Interrupted: nothing was written.\n")
    assert os.listdir(folder) == []


def test_a_full_disk(folder: Path) -> None:
    """A limit on the size of files stands in for it: the write fails in the middle."""
    limited = "import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", limited, str(COMMAND), "x", "--yes"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"Error: `{folder}/x` could not be created: File too large.\nNothing was written.\n"
    )
    assert os.listdir(folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_really_full_disk(folder: Path) -> None:
    """At many sizes, so that it fills up while files, git's objects or its commit are written."""
    outcomes = set()
    for kilobytes in (8, 64, 128, 200, 300, 400, 500, 600, 1000, 4000):
        disk = folder / f"disk{kilobytes}"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)],
            capture_output=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip("mounting is not allowed here")
        try:
            done = subprocess.run(
                [COMMAND, "x", "--yes"], cwd=disk, capture_output=True, text=True, check=False
            )
            assert "Traceback" not in done.stderr
            assert is_whole(disk / "x") == (done.returncode == 0)
            assert os.listdir(disk) == (["x"] if done.returncode == 0 else [])
            outcomes.add(done.returncode)
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)
    assert outcomes == {0, 1}


def test_a_directory_that_cannot_be_written(create: Run) -> None:
    done = create("/proc/x", "--yes")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: `/proc")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("attempt", range(5))
def test_two_at_once_below_a_new_parent(folder: Path, attempt: int) -> None:
    both = [
        subprocess.Popen(
            [COMMAND, f"{attempt}/{name}", "--yes"], cwd=folder, stdout=subprocess.DEVNULL
        )
        for name in "ab"
    ]
    assert [process.wait() for process in both] == [0, 0]
    assert is_whole(folder / f"{attempt}/a")
    assert is_whole(folder / f"{attempt}/b")


def test_two_at_once_make_one_project(folder: Path) -> None:
    both = [
        subprocess.Popen([COMMAND, "x", "--yes"], cwd=folder, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]  # fmt: skip
    codes = sorted((process.communicate()[1], process.returncode)[1] for process in both)
    assert codes == [0, 1]
    assert is_whole(folder / "x")
    assert os.listdir(folder) == ["x"]
