"""`/mcp` before the protocol's official conformance scenarios, and before a host of today."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from answers import DEFAULTS, PROJECTS
from projects import Make, Serve

from hosts.conftest import Npm

pytestmark = pytest.mark.hosts

CONFORMANCE = "@modelcontextprotocol/conformance", "0.2.0-alpha.12", "conformance"
CLAUDE = "@anthropic-ai/claude-code", "2.1.197", "claude"

# Tools that the scenarios name, as operations.
FIXTURES = '''

@router.get("/simple", operation_id="test_simple_text", response_class=PlainTextResponse)
def simple() -> str:
    """Text."""
    return "This is a simple text response for testing."


@router.get("/error", operation_id="test_error_handling")
def error() -> None:
    """Error."""
    raise HTTPException(409, "This tool intentionally returns an error for testing")
'''

FITTING = {
    "server-initialize",
    "ping",
    "tools-list",
    "tools-call-simple-text",
    "tools-call-error",
    "dns-rebinding-protection",
    "http-header-validation",
    "sep-2164-resource-not-found",
    "input-required-result-unsupported-methods",
    "input-required-result-validate-input",
}
# In part: some of their checks want what is below.
PARTLY = {"server-stateless", "caching"}
# What the others want of a server, and a plugin has none of.
OTHERS = {
    "resources": r"resources-.*|sep-2640-skills-.*",
    "prompts": "prompts-.*",
    "completion of arguments": "completion-complete",
    "a log for the client, which is deprecated": "logging-set-level|tools-call-with-logging",
    "questions to the client": "elicitation-.*|input-required-.*|tools-call-(sampling|elicitation)",
    "streams and sessions": "server-(sse|session)-.*|tools-call-with-progress",
    "other content than text": "tools-call-(image|audio|embedded-resource|mixed-content)",
    "tasks, an extension": "tasks-.*",
    "a tool with a schema of theirs": "json-schema-2020-12|http-custom-header-server-validation",
}


def test_the_conformance_scenarios_that_fit_pass(
    make: Make, serve: Serve, npm_program: Npm, tmp_path: Path
) -> None:
    project = make(DEFAULTS)
    todos = project / "plugin/todos.py"
    imported = "from fastapi.responses import PlainTextResponse\nfrom pydantic"
    todos.write_text(todos.read_text().replace("from pydantic", imported, 1) + FIXTURES)
    plugin = serve(project)
    program = npm_program(*CONFORMANCE)
    program.run("server", "--url", f"{plugin.url}/mcp", "--suite", "all", "-o", tmp_path / "out")

    failures: dict[str, list[str]] = {}
    for file in (tmp_path / "out").glob("*/checks.json"):
        scenario = re.sub(r"^server-|-\d{4}-\d\d-\d\dT.*", "", file.parent.name)
        checks = json.loads(file.read_text())
        failed = [check["errorMessage"] for check in checks if check["status"] == "FAILURE"]
        failures[scenario] = failed
    assert [(name, failures[name]) for name in FITTING if failures[name]] == []
    for scenario in PARTLY:
        for problem in failures[scenario]:
            assert re.search("Not testable|(resources|prompts).*Method not found", problem)
    others = failures.keys() - FITTING - PARTLY
    assert [name for name in others if not re.fullmatch("|".join(OTHERS.values()), name)] == []


@pytest.mark.parametrize("kind", ["none", "service_http-basic"])
def test_claude_connects(make: Make, serve: Serve, npm_program: Npm, kind: str) -> None:
    plugin = serve(make(PROJECTS[f"todo-{kind}"]))
    claude = npm_program(*CLAUDE)
    add = ["mcp", "add", "--transport", "http", "todo", f"{plugin.url}/mcp"]
    if kind != "none":
        add += ["--header", f"Authorization: Bearer {plugin.secret('PLUGIN_API_KEY')}"]
    claude.run(*add)
    listed = claude.run("mcp", "list").stdout
    assert re.search(r"^todo: .*/mcp \(HTTP\) - .+ Connected$", listed, re.MULTILINE), listed
