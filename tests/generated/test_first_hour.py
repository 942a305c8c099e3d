"""What README has a newcomer do first, done to the letter; then an API of their own in the example's place."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from answers import PROJECTS
from projects import Make, Plugin, Serve, run_tests

# Where operations matter; the rest is the same with every example, and is run elsewhere.
ABOUT_OPERATIONS = [
    f"tests/test_{name}.py" for name in ("operations", "openapi", "package", "birds")
]

HEAD = '''\
"""Birds."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

router = APIRouter()
'''


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy knows of the libraries, which it need not learn for each project."""
    return tmp_path_factory.mktemp("mypy")


@pytest.mark.parametrize("name", ["blank-none", "todo-oauth", "facts-service_http-basic"])
def test_a_first_operation_joins_the_example_and_then_replaces_it(
    make: Make, serve: Serve, cache: Path, name: str
) -> None:
    project = with_environment(make(PROJECTS[name]))
    steps = section(project, "Your first operation")
    code, _ = blocks(steps, "python")
    commands, calls = (block.splitlines() for block in blocks(steps, ""))
    write_blocks(project, steps)
    for command in commands:
        succeeds(command, project, cache)
    assert "operationId: findBirds" in (project / "openapi.yaml").read_text()
    plugin = serve(project)
    birds, tools = [called(call, plugin) for call in calls]
    assert birds == {"names": ["cardinal", "robin"]}
    assert "findBirds" in [tool["name"] for tool in tools["result"]["tools"]]

    deleted = re.findall(r"`(\S+)`", steps.partition("Delete ")[2].partition("what names")[0])
    for path in deleted:
        for file in (project / path).glob("*") if path.endswith("/") else [project / path]:
            file.unlink()
    (project / "plugin/birds.py").write_text(f"{HEAD}\n\n{code}")
    replace_module(project / "plugin/api.py", Path(deleted[0]).stem, "birds")
    if "`plugin/app.py`" in steps:
        replace_module(project / "plugin/app.py", "research", "")
    module = Path(deleted[0]).stem
    assert not [
        path
        for path, text in sources(project).items()
        if re.search(rf"plugin(\.| import ){module}\b", text)
    ]
    # Types once: to check them takes longest.
    guided = (
        [".venv/bin/ruff check"] if name != "blank-none" else commands_of(project / "AGENTS.md")
    )
    for command in [*commands, *guided]:
        succeeds(command, project, cache)
    document = (project / "openapi.yaml").read_text()
    assert re.findall(r"operationId: (\w+)", document) == ["findBirds"]


def with_environment(project: Path) -> Path:
    (project / ".venv").symlink_to(Path(sys.executable).parent.parent, target_is_directory=True)
    return project


def section(project: Path, title: str) -> str:
    readme = (project / "README.md").read_text()
    return readme.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(r"(?ms)^```(\w*)\n(.*?)^```", text)
    return [code for its_language, code in found if its_language == language]


def write_blocks(project: Path, text: str) -> None:
    """Puts each block of Python where the line above it says: at a file's end, or into a new one."""
    for path, code in re.findall(r"(?ms)`([\w/]+\.py)`[^`]*?:\n\n```python\n(.*?)^```", text):
        file = project / path
        file.write_text(f"{file.read_text()}\n\n{code}" if file.exists() else code)


def replace_module(file: Path, module: str, instead: str) -> None:
    """Another module in the place of the example's, and none in that of `research`."""
    text = re.sub(r"\n[^\n]*\bresearch\.router[^\n]*", "", file.read_text())
    text = re.sub(r", research(\.document\(\))?", "", text)
    file.write_text(re.sub(rf"\b{module}\b", instead, text))


def commands_of(file: Path) -> Iterator[str]:
    """What `file` has in its blocks and tables that works without uv and without installing."""
    for command in re.findall(r"(?m)^(\.venv/bin/.*)$|`(\.venv/bin/[^`]+)`", file.read_text()):
        text = "".join(command)
        if not re.search(r"pip install|-m plugin( --reload)?$", text):
            yield text


def succeeds(command: str, project: Path, cache: Path) -> None:
    env = {
        # In the place of what `pip install --editable` does.
        "PYTHONPATH": str(project),
        "MYPY_CACHE_DIR": str(cache),
        "PYTEST_ADDOPTS": shlex.join(["-q", "-p", "no:cacheprovider", *ABOUT_OPERATIONS]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "RUFF_NO_CACHE": "true",
    }
    before = sources(project) if "ruff format" in command else {}
    done = subprocess.run(
        shlex.split(command), cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert before == (sources(project) if before else {}), "it was not formatted"


def sources(project: Path) -> dict[Path, str]:
    return {
        path: path.read_text()
        for room in ("plugin", "tests")
        for path in (project / room).rglob("*.py")
    }


def called(call: str, plugin: Plugin) -> dict[str, Any]:
    """What a call of README answers, with a key or a token as README gets them."""
    if "TOKEN" in call:
        if "ada" not in plugin.command("users", "list"):
            plugin.command("users", "add", "ada")
        call = call.replace("TOKEN", plugin.command("users", "token", "ada").strip())
    if "KEY" in call:
        call = call.replace("KEY", plugin.secret("PLUGIN_API_KEY"))
    call = call.replace("localhost:3333", f"127.0.0.1:{plugin.http.base_url.port}")
    done = subprocess.run(
        [*shlex.split(call), "--silent"], capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


CARELESS = '''

@router.get("/cats")
async def cats(name: str):  # type: ignore[no-untyped-def]
    return []


@router.delete("/dogs", status_code=204, openapi_extra={"x-openai-isConsequential": False})
async def forget_dogs() -> None:
    """Forgets every dog."""
'''


def test_a_careless_operation_is_named_with_the_cure(make: Make) -> None:
    project = make(PROJECTS["blank-none"])
    with (project / "plugin/hello.py").open("a") as code:
        code.write(CARELESS)
    done = run_tests(project, "tests/test_operations.py", "--tb=line")
    assert sorted(re.findall(r"(?m)^E   AssertionError: (.*)$", done.stdout)) == [
        "DELETE /dogs goes unasked: remove its `x-openai-isConsequential`, or say True",
        'GET /cats does not describe name: write `Query(description="…")`, or `Field(…)` in the model of a body',
        "GET /cats does not say what 200 holds: annotate what its function returns, such as `-> Bird`, or answer 204",
        "GET /cats says nothing: give its function a docstring",
        "GET /cats takes name of any size: write `Query(max_length=100)`, or `Field(max_length=100)` in the model of a body",
    ]


def test_a_comma_too_many_in_the_manifest_is_one_sentence(make: Make) -> None:
    project = make(PROJECTS["blank-none"])
    manifest = project / ".well-known/ai-plugin.json"
    manifest.write_text(manifest.read_text().replace('"v1",', '"v1"'))
    done = run_tests(project)
    said = "ERROR: .well-known/ai-plugin.json cannot be read: Expecting ',' delimiter: line 3 column 3 (char 29)."
    assert (done.stdout + done.stderr).strip() == said
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
