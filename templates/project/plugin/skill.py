"""The skill: how a model works with the tools. Its list of operations is written from them."""

import json
import re
from collections.abc import Iterable
from typing import Any

from plugin.errors import PluginError
from plugin.mcp.tools import Tool

BEGIN = "<!-- BEGIN OPERATIONS: `.venv/bin/python -m plugin openapi` writes them; edit the rest -->"
END = "<!-- END OPERATIONS -->"
MADE = re.compile(f"^{re.escape(BEGIN)}$.*?^{re.escape(END)}$", re.MULTILINE | re.DOTALL)

LOOK = "These only look. Call them without asking:"
CHANGE = "These add or change something. Ask first, unless the user asked for exactly that:"
DESTROY = "These remove or overwrite something. Name it, and wait for a yes:"

SAMPLES = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}


def in_step(skill: str, tools: Iterable[Tool]) -> str:
    """The skill with these tools in its list; PluginError where it has no place for one."""
    if not MADE.search(skill):
        raise PluginError(f"SKILL.md lacks one of the lines `{BEGIN}` and `{END}`.")
    made = f"{BEGIN}\n\n{operations(tools)}\n\n{END}"
    return MADE.sub(lambda _: made, skill, count=1)


def instructions(skill: str) -> str:
    """The skill's text alone, for hosts that have another place for its name and description."""
    text = re.sub(r"\A---\n.*?^---\n", "", skill, flags=re.MULTILINE | re.DOTALL)
    return "\n".join(line for line in text.splitlines() if line not in (BEGIN, END)).strip()


def operations(tools: Iterable[Tool]) -> str:
    groups: dict[str, list[str]] = {LOOK: [], CHANGE: [], DESTROY: []}
    for tool in tools:
        heading = LOOK if tool.read_only else DESTROY if tool.destructive else CHANGE
        groups[heading].append(line(tool))
    lists = ["\n".join([heading, "", *lines]) for heading, lines in groups.items() if lines]
    return "\n\n".join(lists)


def line(tool: Tool) -> str:
    """The call, what it is for, and what its result looks like."""
    required = tool.input_schema["required"]
    arguments = [name if name in required else f"{name}?" for name in tool.places]
    result = tool.success
    if tool.output_schema:
        result = f"`{json.dumps(sample(tool.output_schema), ensure_ascii=False)}`"
    about = f"{tool.description} Result: {result}"
    return f"- `{tool.name}({', '.join(arguments)})`: {' '.join(about.split())}"


def sample(schema: dict[str, Any]) -> Any:
    """A short value of a JSON Schema without references."""
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    if "properties" in schema:
        return {name: sample(part) for name, part in schema["properties"].items()}
    if "items" in schema:
        return [sample(schema["items"])]
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return sample(schema[name][0])
    return SAMPLES.get(schema.get("type", ""))
