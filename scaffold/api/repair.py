"""What authors leave out of a document and everybody understands: it is filled in."""

from __future__ import annotations

import re
from typing import Any

from scaffold.openapi.validity.shape import METHODS

_NO_TEXT = "Not described."
_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
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
    value = _without_odd_texts(value)
    responses = value.get("responses")
    described = {
        str(status): component("responses", answer)
        for status, answer in (responses.items() if isinstance(responses, dict) else ())
        if _STATUS.fullmatch(str(status)) and isinstance(answer, dict)
    }
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


def _without_odd_texts(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: part
        for name, part in value.items()
        if name not in ("summary", "description") or (isinstance(part, str) and part.strip())
    }


def parameter(value: dict[str, Any]) -> dict[str, Any]:
    """A parameter with a schema; one in the path is required."""
    if "$ref" in value:
        return value
    value = _without_odd_texts(value)
    if value.get("in") == "path":
        value = {**value, "required": True}
    # Of Swagger 2.0, and written all the same.
    if "schema" not in value and not value.get("content"):
        old = {name: value[name] for name in ("type", "format", "enum", "items") if name in value}
        rest = {name: part for name, part in value.items() if name not in old and name != "content"}
        return {**rest, "schema": old or {"type": "string"}}
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
    return [
        part
        for part in (listed if isinstance(listed, list) else [])
        if "$ref" in part or (isinstance(part.get("name"), str) and part.get("in") in _PLACES)
    ]
