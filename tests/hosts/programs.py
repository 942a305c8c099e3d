"""Three hosts as their users have them: set up by a project's own guide, and then asked something."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hosts.model import Model
from hosts.npm import Program

QUESTION = "What is on my list?"


# Gives what the host says in the end.
Ask = Callable[[Program, Model, dict[str, str]], str]


class Host(NamedTuple):
    """A program from npm, and its heading in the guide of every project, docs/hosts.md."""

    heading: str
    package: str
    version: str
    name: str
    ask: Ask


def codex(program: Program, model: Model, env: dict[str, str]) -> str:
    provider = (
        f'{{name="script", base_url="{model.url}/v1", wire_api="responses", env_key="SCRIPT"}}'
    )
    options = {"model": "script", "model_provider": "script", "model_providers.script": provider}
    settings = [part for option in options.items() for part in ("-c", "=".join(option))]
    arguments = ["exec", "--skip-git-repo-check", *settings, QUESTION]
    return program.knowing({"SCRIPT": "any", **env}).run(*arguments).stdout


def copilot(program: Program, model: Model, env: dict[str, str]) -> str:
    provider = {"COPILOT_PROVIDER_BASE_URL": f"{model.url}/v1", "COPILOT_MODEL": "script"}
    offline = {"COPILOT_OFFLINE": "true", **provider}
    return program.knowing({**offline, **env}).run("-p", QUESTION, "--allow-all-tools").stdout


def claude(program: Program, model: Model, env: dict[str, str]) -> str:
    # Without ENABLE_TOOL_SEARCH the model would first have to look for the tools.
    offline = {
        "ANTHROPIC_BASE_URL": model.url,
        "ANTHROPIC_API_KEY": "any",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "ENABLE_TOOL_SEARCH": "false",
    }
    tools = "mcp__plugin_todo-list_todo-list"
    return program.knowing({**offline, **env}).run("-p", QUESTION, "--allowedTools", tools).stdout


HOSTS = {
    "codex": Host("Codex", "@openai/codex", "0.169.0", "codex", codex),
    "copilot": Host("GitHub Copilot", "@github/copilot", "1.0.102", "copilot", copilot),
    "claude": Host("Claude Code", "@anthropic-ai/claude-code", "2.1.331", "claude", claude),
}


def steps(project: Path, host: Host) -> list[str]:
    """The commands of this host that the project's guide tells to type, in the project's folder."""
    guide = (project / "docs/hosts.md").read_text("utf-8")
    section = guide.split(f"\n## {host.heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [
        line for block in blocks for line in block.splitlines() if line.startswith(f"{host.name} ")
    ]


def follow(project: Path, host: Host, program: Program) -> list[str]:
    """What each of these commands says, but for a sign-in, which takes a browser."""
    said = []
    for step in [step for step in steps(project, host) if " login " not in step]:
        done = program.run(*shlex.split(step)[1:], cwd=project)
        assert done.returncode == 0, (step, done.stdout, done.stderr)
        said.append(done.stdout)
    return said
