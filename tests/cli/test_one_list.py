"""A rule or a question is changed in one place, and everything follows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import copier
import pytest
from conftest import REPOSITORY


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the source in which name_for_human may have 12 characters, not 20."""
    copy = tmp_path / "checkout"
    for part in ("scaffold", "templates"):
        shutil.copytree(
            REPOSITORY / part, copy / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    schema = copy / "templates/manifest.schema.json"
    rules = json.loads(schema.read_text())
    rules["definitions"]["limits"]["current"]["properties"]["name_for_human"]["maxLength"] = 12
    schema.write_text(json.dumps(rules, indent=2))
    return copy


def create(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from scaffold.cli.create import main; main()", *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_limit_changes_help_option_copier_and_the_generated_test(checkout: Path) -> None:
    said = " ".join(create(checkout, "--help").stdout.split())
    assert "Name that people see in the plugin store (at most 12 characters)" in said

    refused = create(checkout, "x", "--yes", f"--name-for-human={'a' * 13}")
    assert refused.stderr == "Error: name_for_human: 13 characters, at most 12\n"

    with pytest.raises(ValueError, match="13 characters, at most 12"):
        copier.run_copy(
            str(checkout / "templates"),
            checkout / "y",
            data={"name_for_human": "a" * 13},
            defaults=True,
            quiet=True,
        )

    assert create(checkout, "a-long-directory", "--yes").returncode == 0
    project = checkout / "a-long-directory"
    path = project / ".well-known/ai-plugin.json"
    manifest = json.loads(path.read_text())
    assert manifest["name_for_human"] == "A long direc"
    tests = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_manifest.py",
    ]
    assert subprocess.run(tests, cwd=project, capture_output=True, check=False).returncode == 0
    path.write_text(json.dumps({**manifest, "name_for_human": "a" * 13}))
    failed = subprocess.run(tests, cwd=project, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "is too long" in failed.stdout


def test_one_question_more_is_an_option_and_an_answer_more(checkout: Path) -> None:
    with (checkout / "templates/copier.yml").open("a") as file:
        file.write("\ncolour:\n  type: str\n  help: Colour of the logo\n  default: red\n")
    schema = checkout / "templates/manifest.schema.json"
    rules = json.loads(schema.read_text())
    rules["definitions"]["answers"]["properties"]["colour"] = {"type": "string", "maxLength": 5}
    schema.write_text(json.dumps(rules))
    assert "--colour TEXT" in create(checkout, "--help").stdout
    assert create(checkout, "x", "--colour=blue").stderr.count("--colour") == 0
    assert "--colour" in create(checkout, "x").stderr
    done = create(checkout, "x", "--yes", "--colour=maroon")
    assert done.stderr == "Error: colour: 6 characters, at most 5\n"
    assert create(checkout, "x", "--yes", "--colour=blue").returncode == 0
    assert "colour: blue\n" in (checkout / "x/.copier-answers.yml").read_text()
