"""What a model sees of plugins: the pseudo-code of 2023, and the `tools` of today, with sizes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scaffold.host.tools import MAX_NAME, Tool

# Characters that hosts took of an operation's text and of a parameter's, and of a tool's today.
_MAX_TEXT, _MAX_PARAMETER, _MAX_TOOL = 300, 700, 1024
# Operations of one plugin.
_MAX_OPERATIONS = 30
CHARACTERS_A_TOKEN = 4

LIMITS = {
    "Operations of a plugin": _MAX_OPERATIONS,
    "Characters of an operation's text, 2023": _MAX_TEXT,
    "Characters of a tool's text, today": _MAX_TOOL,
    "Characters of a parameter's text": _MAX_PARAMETER,
    "Characters of a tool's name": MAX_NAME,
}
_MAX_DEPTH = 4


class Size(NamedTuple):
    """How much of the model's attention something takes."""

    name: str
    characters: int
    # What goes beyond a limit, in sentences.
    problems: list[str]

    @property
    def tokens(self) -> int:
        """About as many tokens."""
        return -(-self.characters // CHARACTERS_A_TOKEN)


def pseudo_code(tools: Sequence[Tool]) -> str:
    """What the classic host put before a conversation: TypeScript of a kind."""
    return "\n\n".join(_namespace(part) for part in _by_plugin(tools))


def tools_json(tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """The same as models of today are given it."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.schema,
            },
        }
        for tool in tools
    ]


def sizes(tools: Sequence[Tool]) -> list[Size]:
    """Of each operation's pseudo-code."""
    return [Size(tool.name, len(_operation(tool)), list(_problems(tool))) for tool in tools]


def total(tools: Sequence[Tool]) -> Size:
    """Of all that is put before a conversation."""
    problems = [
        f"{part[0].registration.name}: {len(part)} operations, hosts take {_MAX_OPERATIONS}"
        for part in _by_plugin(tools)
        if len(part) > _MAX_OPERATIONS
    ]
    return Size("", len(pseudo_code(tools)), problems)


def _by_plugin(tools: Sequence[Tool]) -> list[list[Tool]]:
    parts: dict[str, list[Tool]] = {}
    for tool in tools:
        parts.setdefault(tool.registration.id, []).append(tool)
    return list(parts.values())


def _namespace(tools: Sequence[Tool]) -> str:
    plugin = tools[0].registration.plugin
    name = plugin.text("name_for_model")
    head = _comment(plugin.text("description_for_model"))
    body = "\n\n".join(_operation(tool) for tool in tools)
    return f"{head}namespace {name} {{\n\n{body}\n\n}} // namespace {name}"


def _operation(tool: Tool) -> str:
    lines = [f"{_comment(tool.description)}type {tool.id} = ("]
    if tool.arguments:
        lines[0] += "_: {"
        lines += _fields(tool.schema, 0)
        lines.append("}) => any;")
    else:
        lines[0] += ") => any;"
    return "\n".join(lines)


def _fields(schema: Mapping[str, Any], depth: int) -> Iterator[str]:
    properties, needed = schema.get("properties"), schema.get("required")
    needed = needed if isinstance(needed, list) else []
    for name, part in properties.items() if isinstance(properties, dict) else ():
        described = part if isinstance(part, dict) else {}
        comment = _comment(str(described.get("description") or "")).rstrip("\n")
        if comment:
            yield comment
        default = (
            f" // default: {json.dumps(described['default'])}" if "default" in described else ""
        )
        yield f"{name}{'' if name in needed else '?'}: {_type(described, depth)},{default}"


def _type(schema: Mapping[str, Any], depth: int) -> str:
    if isinstance(listed := schema.get("enum"), list) and listed:
        return " | ".join(json.dumps(value) for value in listed)
    for name in ("anyOf", "oneOf"):
        if isinstance(listed := schema.get(name), list) and listed:
            parts = dict.fromkeys(_type(part, depth) for part in listed if isinstance(part, dict))
            return " | ".join(parts)
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return " | ".join(_plain(str(kind), schema, depth) for kind in kinds)


def _plain(kind: str, schema: Mapping[str, Any], depth: int) -> str:
    if kind == "array":
        items = schema.get("items")
        inner = _type(items, depth + 1) if isinstance(items, dict) and depth < _MAX_DEPTH else "any"
        return f"({inner})[]" if " " in inner and not inner.endswith("}") else f"{inner}[]"
    if kind == "object" or "properties" in schema:
        fields = list(_fields(schema, depth + 1)) if depth < _MAX_DEPTH else []
        return "\n".join(["{", *fields, "}"]) if fields else "object"
    names = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean"}
    return {**names, "null": "null"}.get(kind, "any")


def _comment(text: str) -> str:
    return "".join(f"// {line}\n" for line in text.splitlines() if line.strip())


def _problems(tool: Tool) -> Iterator[str]:
    if not tool.operation.id:
        yield "has no operationId: the name is made up"
    if not tool.description:
        yield "has no text: a model can only guess what it does"
    if len(tool.description) > _MAX_TOOL:
        yield f"{len(tool.description)} characters of text, tools take {_MAX_TOOL}"
    elif len(tool.description) > _MAX_TEXT:
        yield f"{len(tool.description)} characters of text, the classic host took {_MAX_TEXT}"
    for argument in tool.arguments:
        if len(argument.description) > _MAX_PARAMETER:
            length = len(argument.description)
            yield f"{argument.name}: {length} characters of text, hosts took {_MAX_PARAMETER}"
    if len(tool.name) == MAX_NAME:
        yield f"the name was cut to {MAX_NAME} characters"
