"""The package that a project's own commands keep in step, and its own tests watch."""

from __future__ import annotations

import json
from pathlib import Path

from answers import PROJECTS
from projects import Make, run, run_tests


def json_of(project: Path, file: str) -> dict[str, object]:
    content: dict[str, object] = json.loads((project / "agent-plugin" / file).read_text())
    return content


def test_a_release_has_the_public_address_and_the_version(make: Make) -> None:
    project = make(PROJECTS["todo-none"])
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace('version = "1.0.0"', 'version = "1.1.0"'))
    failed = run_tests(project, "tests/test_package.py")
    assert "-m plugin package`" in failed.stdout
    done = run(project, "-m", "plugin", "package", PLUGIN_PUBLIC_URL="https://todo.example.com")
    files = [".claude-plugin/plugin.json", "mcp.json", "plugin.json"]
    wrote = done.stdout.removeprefix("Wrote ").removesuffix(".\n").split(", ")
    assert sorted(wrote) == [f"agent-plugin/{file}" for file in files]
    assert json_of(project, "plugin.json")["version"] == "1.1.0"
    assert json_of(project, "mcp.json")["mcpServers"] == {
        "todo-list": {"type": "streamable-http", "url": "https://todo.example.com/mcp"}
    }
    # The address is not a matter of the code.
    assert run_tests(project, "tests/test_package.py").returncode == 0
    assert run(project, "-m", "plugin", "openapi").stdout == "Everything is in step already.\n"


def test_another_text_and_another_logo_are_brought_in_step(make: Make) -> None:
    project = make(PROJECTS["facts-none"])
    code = project / "plugin/facts.py"
    code.write_text(code.read_text().replace("Tells the first digits of pi", "Counts out pi"))
    (project / "logo.png").write_bytes(b"another picture")
    failed = run_tests(project, "tests/test_package.py")
    assert failed.stdout.count("-m plugin openapi`") >= 2
    skill = "agent-plugin/skills/fun-facts/SKILL.md"
    done = run(project, "-m", "plugin", "openapi")
    assert done.stdout == f"Wrote openapi.yaml, {skill}, agent-plugin/assets/logo.png.\n"
    assert "`getPi(digits?)`: Counts out pi" in (project / skill).read_text()
    assert run_tests(project, "tests/test_package.py").returncode == 0
