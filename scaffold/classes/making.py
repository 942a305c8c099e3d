"""Makes the projects of a class side by side, in processes; each is made whole, or not at all."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple

from scaffold import signals
from scaffold.classes.seats import Project
from scaffold.errors import Failure
from scaffold.project import contents, create
from scaffold.project.create import Origin

# Memory is what a machine with many cores runs out of, and the disk is what all of them wait for.
_MOST_WORKERS = 8


# Told how many are done.
Report = Callable[[int], None]


class Outcome(NamedTuple):
    """What became of the projects: those made now, and why others could not be, by directory."""

    made: dict[str, create.Project]
    failures: dict[str, str]


def is_made(directory: Path, project: Project) -> bool:
    """Whether a learner's directory is there; whatever is in it is the learner's."""
    return os.path.lexists(directory / project.seat.folder)


def make(
    directory: Path,
    projects: Sequence[Project],
    *,
    commit: bool,
    report: Report,
) -> Outcome:
    """Make projects in the class's directory; `report` is told how many are done.

    Raises KeyboardInterrupt, SystemExit, and Failure where the system has ended a process: each
    project is whole then, too, or not there.
    """
    _sweep(directory)
    origin = create.ours()
    outcome = Outcome({}, {})
    workers = min(os.cpu_count() or 1, _MOST_WORKERS, len(projects))
    # Spawned on every system: a copy of this process would share its threads' locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin_worker) as pool, signals.raising():
        try:
            jobs = {
                pool.submit(_make, directory / each.seat.folder, each, origin, commit): each
                for each in projects
            }
            for done, job in enumerate(as_completed(jobs), start=1):
                _take(outcome, jobs[job].seat.folder, job)
                report(done)
        except BrokenProcessPool as error:
            raise Failure("A process that makes projects was ended.") from error
        finally:
            pool.shutdown(cancel_futures=True)
    return outcome


def _take(outcome: Outcome, folder: str, job: Future[create.Project]) -> None:
    try:
        outcome.made[folder] = job.result()
    except Failure as failure:
        outcome.failures[folder] = failure.sentence


def _sweep(directory: Path) -> None:
    """Remove what a process that was killed has left.

    Renamed first: whoever still works there then cannot move half of it into its place.
    """
    for left in directory.glob(".create-ai-plugin-*"):
        if left.is_dir() and not left.is_symlink():
            gone = Path(tempfile.mkdtemp(prefix=left.name, dir=directory))
            left.replace(gone / "left")
            shutil.rmtree(gone, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


_at_work = threading.Lock()


def _begin_worker() -> None:
    """What the terminal sends to all is for the parent to decide; without it, a worker ends."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        with _at_work:
            os._exit(1)


def _make(directory: Path, project: Project, origin: Origin, commit: bool) -> create.Project:
    with _at_work:
        made = create.create(directory, contents.of(project.answers), origin, commit=commit)
    # Across processes, and a thousand times: the files are known.
    return made._replace(files=[])
