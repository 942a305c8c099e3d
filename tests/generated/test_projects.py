"""Generated projects: their own tests and checks pass, whatever the answers were."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from answers import DEFAULTS, accepted_answers, with_text
from conftest import REPOSITORY
from hypothesis import HealthCheck, given, settings

from scaffold.questions import Answers

from .conftest import Make

HOSTILE = {
    "templates": "\"a\" 'b' \\ \\n {{ 7*7 }}{% raw %}{# x",
    "markup": "</script><b>&amp;`*[l](u) - *x: [y, #z] | > !!str ~",
    "unicode": "  👩‍👩‍👧 e\u0301 مرحبا \u202eRTL\ufeff  ",
}


def run(project: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """One of the project's own tools, with nothing left behind in the project."""
    return subprocess.run(
        [sys.executable, "-B", "-m", *command],
        cwd=project,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def passes(project: Path, **env: str) -> None:
    done = run(project, "pytest", "-q", "-p", "no:cacheprovider", **env)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_its_own_tests_pass_with_hostile_answers(make: Make, text: str) -> None:
    passes(make(with_text(text)))


@given(accepted_answers)
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_its_own_tests_pass_with_any_answers(make: Make, answers: Answers) -> None:
    passes(make(answers))


def test_its_own_tests_pass_on_postgresql(make: Make, postgres_url: str) -> None:
    passes(make(DEFAULTS), TEST_DATABASE_URL=postgres_url)


def test_its_own_tests_do_not_depend_on_the_settings_of_the_machine(make: Make) -> None:
    project = make(DEFAULTS)
    (project / ".env").write_text("PORT=1\nPLUGIN_PUBLIC_URL=https://x.example\nDATABASE_URL=x\n")
    passes(project, PORT="2", PLUGIN_PUBLIC_URL="https://y.example", DATABASE_URL="y")


def test_openapi_is_valid_and_in_step_with_the_code(make: Make) -> None:
    from openapi_spec_validator import validate
    from yaml import safe_load

    project = make(with_text(HOSTILE["markup"]))
    written = (project / "openapi.yaml").read_bytes()
    validate(safe_load(written))
    done = run(project, "plugin", "openapi")
    assert done.stdout == f"Wrote {project}/openapi.yaml.\n"
    assert (project / "openapi.yaml").read_bytes() == written


def test_breaking_the_manifest_breaks_its_tests(make: Make) -> None:
    project = make(DEFAULTS)
    manifest = project / ".well-known/ai-plugin.json"
    manifest.write_text(manifest.read_text().replace("Todo list", "A name of more than twenty"))
    assert run(project, "pytest", "-q", "-p", "no:cacheprovider").returncode == 1


def test_its_dependencies_are_those_that_it_is_tested_with_here(make: Make) -> None:
    """Ours repeat them, so that its own tests can run in our environment."""
    import tomllib

    ours = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    theirs = tomllib.loads((make(DEFAULTS) / "pyproject.toml").read_text())["project"]
    here = {*ours["dependencies"], *ours["optional-dependencies"]["dev"]}
    wanted = {*theirs["dependencies"], *theirs["optional-dependencies"]["postgres"]}
    wanted.update(theirs["optional-dependencies"]["dev"])
    assert not {wish for wish in wanted - here if not wish.startswith("jinja2")}
