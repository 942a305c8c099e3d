"""Generated projects: their own tests and checks pass, whatever the answers were."""

from __future__ import annotations

import shutil
from itertools import cycle
from pathlib import Path

import pytest
from answers import DEFAULTS, PROJECTS, accepted_answers, texts, with_text
from conftest import REPOSITORY
from hypothesis import HealthCheck, given, settings
from projects import Make, rendered, run, run_tests, write

from scaffold.template.questions import Answers

HOSTILE = {
    "templates": "\"a\" 'b' \\ \\n {{ 7*7 }}{% raw %}{# x",
    "markup": "</script><b>&amp;`*[l](u) - *x: [y, #z] | > !!str ~",
    "unicode": "  👩‍👩‍👧 e\u0301 مرحبا \u202eRTL\ufeff  ",
}

LONG_SCOPE = " ".join(
    ["openid", "email", "offline_access", *["https://id.example.com/scopes/a"] * 5]
)


def long_scope(answers: Answers) -> Answers:
    """A scope longer than a line, where there is one: also longer than any token is."""
    return {"oauth_scope": LONG_SCOPE} if "oauth_scope" in answers else {}


def passes(project: Path, *arguments: str, **env: str) -> None:
    done = run_tests(project, *arguments, **env)
    assert done.returncode == 0, done.stdout + done.stderr


def shared(name: str, hostile: Answers) -> list[str]:
    """The test files that the to-do list of the same type has to the letter, and runs.

    Not the one whose tests go over the operations, which are others here.
    """
    if name.startswith("todo"):
        return []
    mine, todo = (
        rendered(tuple({**PROJECTS[each], **hostile}.items()))
        for each in (name, name.replace(name.partition("-")[0], "todo", 1))
    )
    return [
        path
        for path in {*mine} - {"tests/test_operations.py"}
        if path.startswith("tests/test_") and mine[path] == todo.get(path)
    ]


@pytest.mark.parametrize(("name", "kind"), list(zip(PROJECTS, cycle(HOSTILE), strict=False)))
def test_its_own_tests_pass_with_hostile_answers(make: Make, name: str, kind: str) -> None:
    hostile = {**texts(HOSTILE[kind]), **long_scope(PROJECTS[name])}
    known = [f"--ignore={path}" for path in shared(name, hostile)]
    passes(make({**PROJECTS[name], **hostile}), *known)


def test_its_style_and_format_are_right(tmp_path: Path) -> None:
    for name, answers in PROJECTS.items():
        write(tmp_path / name, {**answers, **long_scope(answers)})
    for command in (["check"], ["format", "--check"]):
        done = run(tmp_path, "-m", "ruff", *command, "--no-cache")
        assert done.returncode == 0, done.stdout + done.stderr


# Mypy forgets all it knows where its plugins are others.
@pytest.mark.parametrize("with_plugin", [False, True])
def test_its_types_are_right(tmp_path: Path, with_plugin: bool) -> None:
    checked = 0
    for name, answers in PROJECTS.items():
        # Always at the same place, so that mypy knows the files that it has seen before.
        shutil.rmtree(tmp_path / "plugin", ignore_errors=True)
        project = write(tmp_path / "plugin", answers)
        if ("pydantic.mypy" in (project / "pyproject.toml").read_text()) == with_plugin:
            done = run(project, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"))
            assert done.returncode == 0, (name, done.stdout + done.stderr)
            checked += 1
    assert checked == (9 if with_plugin else 12)


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
    done = run(project, "-m", "plugin", "openapi")
    assert done.stdout == "Everything is in step already.\n"
    assert (project / "openapi.yaml").read_bytes() == written


def test_breaking_the_manifest_breaks_its_tests(make: Make) -> None:
    project = make(DEFAULTS)
    manifest = project / ".well-known/ai-plugin.json"
    manifest.write_text(manifest.read_text().replace("Todo list", "A name of more than twenty"))
    assert run_tests(project, "tests/test_manifest.py").returncode == 1


def test_its_dependencies_are_those_that_it_is_tested_with_here(make: Make) -> None:
    """Ours repeat them, so that its own tests can run in our environment."""
    import tomllib

    ours = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    theirs = tomllib.loads((make(DEFAULTS) / "pyproject.toml").read_text())["project"]
    here = {*ours["dependencies"], *ours["optional-dependencies"]["dev"]}
    wanted = {*theirs["dependencies"], *theirs["optional-dependencies"]["postgres"]}
    wanted.update(theirs["optional-dependencies"]["dev"])
    assert not {wish for wish in wanted - here if not wish.startswith("jinja2")}
