"""The API's own schemas, as its document has them, and values cut down to what they declare."""

import json
from functools import cache
from typing import Any

from plugin.settings import ROOT

FILE = ROOT / "plugin" / "operations" / "schemas.json"
PREFIX = "#/components/schemas/"
# Nobody declares more, and a circle of references never ends.
MAX_DEPTH = 60


@cache
def load() -> dict[str, Any]:
    schemas: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return schemas


def reachable(names: set[str]) -> dict[str, Any]:
    """The schemas of these names and all that they refer to."""
    schemas, kept = load(), set[str]()
    while names := {name for name in names - kept if name in schemas}:
        kept |= names
        names = set[str]().union(*(references(schemas[name]) for name in names))
    return {name: schemas[name] for name in schemas if name in kept}


def references(value: Any) -> set[str]:
    found = set[str]()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            target = part.get("$ref")
            if isinstance(target, str) and target.startswith(PREFIX):
                found.add(target.removeprefix(PREFIX))
        if isinstance(part, dict | list):
            waiting += part.values() if isinstance(part, dict) else part
    return found


def projected(value: Any, schema: Any, depth: int = 0) -> Any:
    """The value without the fields that its schema does not declare.

    A schema that declares none, such as `type: object` alone, lets all of them through.
    """
    if depth > MAX_DEPTH:
        return None
    parts = alternatives(schema)
    if isinstance(value, list):
        items = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        return [projected(item, {"anyOf": items}, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    declared: dict[str, list[Any]] = {}
    for part in parts:
        for name, inner in (part.get("properties") or {}).items():
            declared.setdefault(name, []).append(inner)
    others = [part["additionalProperties"] for part in parts if part.get("additionalProperties")]
    is_open = bool(others) or not declared
    return {
        name: projected(inner, {"anyOf": declared.get(name) or others}, depth + 1)
        for name, inner in value.items()
        if is_open or name in declared
    }


def alternatives(schema: Any) -> list[dict[str, Any]]:
    """The schema and all that it is put together from, each once, references followed."""
    found: list[dict[str, Any]] = []
    names = set[str]()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict):
            continue
        name = str(part.get("$ref", "")).removeprefix(PREFIX)
        if name and name not in names:
            names.add(name)
            waiting.append(load().get(name))
        found.append(part)
        for key in ("allOf", "anyOf", "oneOf"):
            waiting += part.get(key) or []
    return found
