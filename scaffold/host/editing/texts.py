"""Every text of a plugin that a model is told, and a plugin in which some of them are others."""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from scaffold.documents import load
from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer
from scaffold.openapi.arguments import body
from scaffold.openapi.operations import Operation
from scaffold.plugin.model import MAX_MANIFEST, MAX_OPENAPI, Plugin

MANIFEST, OPENAPI = "manifest", "openapi"
_MAX_STEPS = 20


class Text(NamedTuple):
    """One text. `place` is MANIFEST or OPENAPI and the pointer into it.

    `operation` and `argument` say what it is of, where it is of one.
    """

    place: Pointer
    field: str
    value: str
    operation: str = ""
    argument: str = ""

    @property
    def id(self) -> str:
        """The place as one word."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.place)
        return "/".join(steps)

    @property
    def label(self) -> str:
        """What it is, for people."""
        return f"{self.argument}: {self.field}" if self.argument else self.field


# By place; what a text is to be instead.
Edits = Mapping[Pointer, str]


def texts(plugin: Plugin) -> list[Text]:
    """In the order in which a model is told them; a text that is missing is empty."""
    listed = list(_texts(plugin))
    # Operations may share what they are called with; its text is one.
    return list({text.place: text for text in reversed(listed)}.values())[::-1]


def _texts(plugin: Plugin) -> Iterator[Text]:
    told = plugin.text("description_for_model")
    yield Text((MANIFEST, "description_for_model"), "description_for_model", told)
    for operation in plugin.operations:
        name = operation.id or str(operation)
        for field in ("summary", "description"):
            place = (OPENAPI, *operation.path, field)
            yield Text(place, field, _value(operation.value, field), name)
        for argument, path, described in _arguments(operation):
            value = _value(described, "description")
            yield Text((OPENAPI, *path, "description"), "description", value, name, argument)


def _arguments(operation: Operation) -> Iterator[tuple[str, Pointer, Mapping[str, Any]]]:
    """Name, place and description of each parameter and each property of the body."""
    document = operation.document
    for path, parameter in operation.parameters:
        if isinstance(name := parameter.get("name"), str):
            yield name, _real(document, path), parameter
    if taken := body(operation):
        content = _real(document, (*operation.path, "requestBody")), "content"
        media = _at(document, (*content[0], "content"))
        for kind, value in media.items() if isinstance(media, dict) else ():
            if value is taken.media:
                yield from _properties(document, (*content[0], "content", kind, "schema"), 0)


def _properties(
    document: Document, path: Pointer, depth: int
) -> Iterator[tuple[str, Pointer, Mapping[str, Any]]]:
    place = _real(document, path)
    schema = _at(document, place)
    if not isinstance(schema, dict) or depth > _MAX_STEPS:
        return
    parts = schema.get("allOf")
    for at in range(len(parts) if isinstance(parts, list) else 0):
        yield from _properties(document, (*place, "allOf", at), depth + 1)
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, dict) else ():
        if isinstance(part, dict):
            # A text beside a reference is the property's own.
            yield str(name), (*place, "properties", name), part


def _real(document: Document, path: Pointer) -> Pointer:
    """Where a value stands, references followed."""
    for _ in range(_MAX_STEPS):
        value = _at(document, path)
        target = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(target, str) or not target.startswith("#/"):
            return path
        path = tuple(step.replace("~1", "/").replace("~0", "~") for step in target[2:].split("/"))
    return path


def _at(document: Document, path: Pointer) -> Any:
    value: Any = document.value
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _value(described: Mapping[str, Any], field: str) -> str:
    value = described.get(field)
    return value if isinstance(value, str) else ""


def edited(plugin: Plugin, edits: Edits) -> Plugin:
    """The plugin with other texts; an edit of what is not there any more changes nothing."""
    manifest = _with(plugin.manifest, MANIFEST, edits, MAX_MANIFEST)
    if plugin.openapi is None:
        return replace(plugin, manifest=manifest)
    openapi = _with(plugin.openapi, OPENAPI, edits, MAX_OPENAPI)
    return replace(plugin, manifest=manifest, openapi=openapi)


def _with(document: Document, name: str, edits: Edits, limit: int) -> Document:
    own = {place[1:]: text for place, text in edits.items() if place[0] == name}
    if not own:
        return document
    value = copy.deepcopy(document.value)
    for path, text in own.items():
        parent = _at(Document("", "", value), path[:-1])
        if isinstance(parent, dict):
            parent[path[-1]] = text
    raw = json.dumps(value, indent=2, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return load.json_or_yaml(raw, document.name, limit * 2)


def difference(before: str, after: str) -> list[str]:
    """The lines of a diff, each beginning with `-`, `+` or a space."""
    lines = difflib.ndiff(before.splitlines() or [""], after.splitlines() or [""])
    return [line for line in lines if not line.startswith("?")]
