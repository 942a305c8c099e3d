"""A document that breaks the specification becomes one that keeps it, as far as it can be read.

What authors leave out and everybody understands is filled in; what means nothing is left out.
"""

from __future__ import annotations

import re
from typing import Any

from scaffold.documents.problem import Problem
from scaffold.openapi.validity.shape import METHODS
from scaffold.openapi.validity.walk import walk

_NO_TEXT = "Not described."
_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
# What other languages call the types of a schema.
_TYPES = {
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("str", "text", "date", "datetime", "date-time", "file", "uuid"), "string"),
    "bool": "boolean",
    "dict": "object",
    "list": "array",
}

# What is left out may show what else is wrong; more often than this, nothing does.
_ROUNDS = 3

_TEXTS = ("operationId", "summary", "description")
_PLACES = ("query", "header", "path", "cookie")


def info(about: dict[str, Any]) -> dict[str, Any]:
    """A title and a version, as texts."""
    title = about.get("title")
    version = str(about.get("version", "")) or "1.0.0"
    kept = {name: value for name, value in about.items() if _fits(name, value)}
    return {
        **kept,
        "title": title if isinstance(title, str) and title else "API",
        "version": version,
    }


def _fits(name: str, value: Any) -> bool:
    return isinstance(value, dict if name in ("contact", "license") else str)


def operation(value: dict[str, Any]) -> dict[str, Any]:
    """Texts that are texts, and responses with a description each, by statuses as texts."""
    value = without_odd_texts(value)
    responses = value.get("responses")
    described = {
        str(status): component("responses", answer)
        for status, answer in (responses.items() if isinstance(responses, dict) else ())
        if _STATUS.fullmatch(str(status)) and isinstance(answer, dict)
    }
    if "requestBody" in value:
        value = {**value, "requestBody": component("requestBodies", value["requestBody"])}
    return {**value, "responses": described or {"default": {"description": _NO_TEXT}}}


def component(kind: str, value: Any) -> dict[str, Any]:
    """A component that may stand where its kind does."""
    if not isinstance(value, dict):
        value = {}
    if "$ref" in value:
        return dict(value)
    if kind == "responses" and not isinstance(value.get("description"), str):
        return {**value, "description": _NO_TEXT}
    if kind == "requestBodies" and not isinstance(value.get("content"), dict):
        return {**value, "content": {}}
    return parameter(value) if kind == "parameters" else dict(value)


def without_odd_texts(value: dict[str, Any]) -> dict[str, Any]:
    """An operation or a parameter without texts that are none: an overlay cannot replace a list."""
    return {
        name: part
        for name, part in value.items()
        if name not in _TEXTS or (isinstance(part, str) and part.strip())
    }


def parameter(value: dict[str, Any]) -> dict[str, Any]:
    """A parameter with a schema; one in the path is required."""
    if "$ref" in value:
        return value
    value = without_odd_texts(value)
    if value.get("in") == "path":
        value = {**value, "required": True}
    # Of Swagger 2.0, and written all the same.
    if "schema" not in value and not value.get("content"):
        old = {name: value[name] for name in ("type", "format", "enum", "items") if name in value}
        rest = {name: part for name, part in value.items() if name not in old and name != "content"}
        return {**rest, "schema": old or {"type": "string"}}
    if "schema" in value:
        value = {name: part for name, part in value.items() if name != "content"}
    return value


def path_item(route: str, item: dict[str, Any]) -> dict[str, Any]:
    """Operations with a parameter for each name in their path, and none without name or place."""
    shared = _usable(item.get("parameters"))
    mended: dict[str, Any] = {"parameters": shared} if shared else {}
    for method in (name for name in item if name in METHODS):
        own = _usable(item[method].get("parameters"))
        every = [*shared, *own]
        named = {part.get("name") for part in every}
        # What a reference leads to may be any of them.
        known = any("$ref" in part for part in every)
        added = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{([^{}]+)}", route)
            if not known and name not in named
        ]
        value = {name: part for name, part in item[method].items() if name != "parameters"}
        mended[method] = {**value, "parameters": [*own, *added]} if own or added else value
    return mended


def _usable(listed: Any) -> list[dict[str, Any]]:
    usable = {}
    for at, part in enumerate(listed if isinstance(listed, list) else []):
        if "$ref" in part:
            usable["", at] = part
        elif isinstance(part.get("name"), str) and part.get("in") in _PLACES:
            usable.setdefault((part["in"], part["name"]), part)
    return list(usable.values())


def mend(document: dict[str, Any]) -> int:
    """Take out of a trimmed document what no version of it allows, in place; how much that was."""
    count = 0
    for _ in range(_ROUNDS):
        problems = walk(document, modern=str(document["openapi"]).startswith("3.1")).problems
        # From the end: what is taken out of a list moves what follows.
        mended = sum(_mended(document, problem) for problem in reversed(problems))
        count += mended
        if not mended:
            break
    return count


def _mended(document: dict[str, Any], problem: Problem) -> bool:
    """Take out what a problem is about, unless it is that something is missing there."""
    takes_out = " must be " in problem.message or " is an empty list" in problem.message
    if not problem.on_key and not takes_out:
        return False
    *parents, last = problem.path or ("",)
    value: Any = document
    for step in parents:
        value = value[step] if _has(value, step) else None
    if not parents or not _has(value, last):
        return False
    if last == "type" and (meant := _TYPES.get(str(value[last]).lower())):
        value[last] = meant
    else:
        del value[last]
    return True


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value
