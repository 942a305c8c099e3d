"""Renews the exact versions that everything is installed in, then tries all of it.

    python tools/renew.py

The newest versions that pyproject.toml allows go into constraints.txt, and what generated projects
need of them into templates/constraints.txt; they hold on every Python and system that we support.
What builds a package comes first in each: no constraints file reaches it, so pyproject.toml repeats
it. What fails after that needs a fix, or a bound in pyproject.toml.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from scaffold.template import questions, render

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "constraints.txt"
THEIRS = ROOT / "templates/constraints.txt"
PYPROJECT = ROOT / "pyproject.toml"

# What hatchling asks for itself once it runs is written out.
BUILDING = {"editables", "hatchling"}
# tools/hatch_build.py reads and compiles the template.
BUILDING_OURS = BUILDING | {"jinja2", "pyyaml"}

HEAD = """\
# Exact versions that were tested together, for `pip install -c constraints.txt`.
# What builds the package:
"""


def main() -> int:
    """Renew the files, tell what changed, and run everything."""
    old = THEIRS.read_text() if THEIRS.exists() else ""
    pinned = resolved([], "--all-extras", str(PYPROJECT))
    building = resolved(BUILDING_OURS, constraints=pinned)
    OURS.write_text(written(building, pinned))
    PYPROJECT.write_text(with_build(PYPROJECT.read_text(), building))
    needed = resolved(of_projects(), constraints=pinned)
    THEIRS.write_text(written(resolved(BUILDING, constraints=pinned), needed))
    changed = ["diff", "--stat", "--", str(OURS), str(THEIRS), str(PYPROJECT)]
    subprocess.run(["git", *changed], cwd=ROOT, check=True)
    if THEIRS.read_text() != old:
        print("templates/constraints.txt has changed: release the template, then run .ci/run.")
        return 0
    return subprocess.run(["bash", ".ci/run"], cwd=ROOT, check=False).returncode


def resolved(
    requirements: Iterable[str], *sources: str, constraints: Iterable[str] = ()
) -> list[str]:
    """The newest versions of some requirements and of all that these need, a line each."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config"]
    settings = ["--universal", "--python-version=3.11", "--no-header", "--no-annotate"]
    fixed = ROOT / "build/fixed.txt"
    fixed.parent.mkdir(exist_ok=True)
    fixed.write_text("\n".join(constraints))
    done = subprocess.run(
        [*command, *settings, "--constraints", str(fixed), *(sources or ["-"])],
        cwd=ROOT,
        input="\n".join(sorted(requirements)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def of_projects() -> set[str]:
    """What any generated project asks for: with every choice of every question."""
    return {
        requirement
        for project in projects()
        for requirements in (
            project["dependencies"],
            *project["optional-dependencies"].values(),
        )
        for requirement in requirements
    }


def projects() -> Iterator[dict[str, dict[str, list[str]]]]:
    """The table `[project]` of every kind of project."""
    asked = [question for question in questions.load() if question.choices]
    for chosen in product(*(question.choices.values() for question in asked)):
        given = {question.name: answer for question, answer in zip(asked, chosen, strict=True)}
        answers = questions.complete(given, Path("plugin"))
        files = render.project(answers, version="", source="")
        yield tomllib.loads(files["pyproject.toml"].content.decode())["project"]


def written(building: list[str], pinned: Iterable[str]) -> str:
    """A constraints file."""
    others = [line for line in pinned if line not in building]
    return "\n".join([HEAD + "\n".join(building), "", "# All else:", *others, ""])


def with_build(pyproject: str, building: Iterable[str]) -> str:
    """The text of pyproject.toml with other requirements of `[build-system]`."""
    lines = "".join(f'  "{line}",\n' for line in building)
    return re.sub(r"(?m)^requires = \[\n[^]]*\]$", f"requires = [\n{lines}]", pyproject, count=1)


if __name__ == "__main__":
    sys.exit(main())
