"""How long the commands take, as ratios to their peers in the same run.

    python benchmarks/compare.py [RUNS]

Ours and its peers run in turn, so that a machine that gets slower does so for all; a ratio is
taken round by round. Times are of whole processes, in milliseconds: medians, and for the ratio
the spread. A peer that is not installed is told and left out; .ci/run installs them all.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import breakdown
from jobs import Job, committed, finished, milliseconds, program, prompted

from scaffold.template import releases, render

CREATE = program("create-ai-plugin")
TOOLBOX = program("ai-plugin")
PROMPT = "import questionary; questionary.text('Name', default='x').unsafe_ask()"


def compare(name: str, ours: Job, peers: dict[str, Job], runs: int) -> None:
    """Print the medians of ours and of each peer, and of their ratio with its spread."""
    print(f"\n{name:52} {'ours':>6} {'peer':>6} {'ratio':>6}   spread")
    present = {peer: job for peer, job in peers.items() if job.is_installed}
    rounds = [[milliseconds(job) for job in (ours, *present.values())] for _ in range(runs + 1)][1:]
    mine, *others = zip(*rounds, strict=True)
    for peer, theirs in zip(present, others, strict=True):
        ratios = sorted(a / b for a, b in zip(mine, theirs, strict=True))
        medians = f"{statistics.median(mine):6.0f} {statistics.median(theirs):6.0f}"
        spread = f"{ratios[0]:.2f}-{ratios[-1]:.2f}"
        print(f"  {peer:50} {medians} {statistics.median(ratios):6.2f}   {spread}")
    for peer in peers.keys() - present.keys():
        print(f"  {peer}: is not installed")


def starting(runs: int) -> None:
    """Until something is to be read."""
    python = sys.executable
    click = finished(python, "-c", "import click")
    compare("--help", finished(CREATE, "--help"), {"import click": click}, runs)
    compare(
        "first prompt",
        prompted("What to start from", CREATE, "plugin"),
        {"a bare questionary prompt": prompted("Name", python, "-c", PROMPT)},
        runs,
    )


def creating(work: Path, runs: int) -> None:
    """A finished project, committed."""
    project = work / "same"
    subprocess.run([CREATE, project, "--yes", "--no-git"], check=True, capture_output=True)
    copier = program("copier"), "copy", "-q", "--defaults", str(render.ROOT), "plugin"
    cutter = program("cookiecutter"), "--no-input", _cookiecutter(project, work / "cutter")
    vite = program("create-vite"), "plugin", "--template", "vanilla-ts", "--no-interactive"
    compare(
        "a finished, committed project",
        finished(CREATE, "plugin", "--yes"),
        {
            "copier copy of the same template": committed(*copier),
            "cookiecutter of the same files": committed(*cutter),
            "create-vite, vanilla-ts": committed(*vite),
            "uv init": committed(program("uv"), "init", "-q", "plugin"),
        },
        runs,
    )


def _cookiecutter(project: Path, template: Path) -> str:
    """A template for cookiecutter that makes the files of a project."""
    shutil.copytree(project, template / "{{cookiecutter.name}}")
    (template / "cookiecutter.json").write_text(json.dumps({"name": "plugin"}))
    for path in template.rglob("*"):
        if path.is_file() and path.parent != template and path.suffix != ".png":
            text = path.read_text()
            if any(mark in text for mark in ("{{", "{%", "{#")):
                path.write_text("{% raw %}" + text + "{% endraw %}")
    return str(template)


def checking(work: Path, runs: int) -> None:
    """A project without errors."""
    project = work / "checked"
    subprocess.run([CREATE, project, "--yes", "--no-git"], check=True, capture_output=True)
    validator = finished(program("openapi-spec-validator"), str(project / "openapi.yaml"))
    compare(
        "a project checked",
        finished(TOOLBOX, "check", str(project)),
        {"openapi-spec-validator on its document": validator},
        runs,
    )


def updating(work: Path, runs: int) -> None:
    """A project of the first release, brought to the newest."""
    name = "a project of release 1.0.0 updated"
    releases.publish()
    old = work / "old"
    old.mkdir()
    copy = program("copier"), "copy", "-q", "--defaults", "--vcs-ref", "1.0.0", releases.SOURCE
    made = committed(*copy, "plugin")
    if not made.is_installed:
        print(f"\n{name}: copier is not installed")
        return
    made.run(old)

    def prepare(folder: Path) -> None:
        shutil.copytree(old / "plugin", folder / "plugin")

    compare(
        name,
        finished(TOOLBOX, "update", "plugin", "--yes", prepare=prepare),
        {
            "copier update": finished(
                program("copier"), "update", "-q", "--defaults", "plugin", prepare=prepare
            )
        },
        # Copier takes seconds, so that less of its time is chance.
        (runs + 1) // 2,
    )


def main(runs: int) -> None:
    """Compare everything, then take the time of a project apart."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        os.environ["HOME"] = folder
        names = {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"}
        os.environ.update(dict.fromkeys(names, "benchmark"))
        starting(runs)
        creating(work, runs)
        checking(work, runs)
        updating(work, runs)
        breakdown.show(runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
