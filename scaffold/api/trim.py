"""A document without what was not chosen: the operations, and the components that they use."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import Any

from scaffold.api import repair
from scaffold.api.links import Links
from scaffold.documents.problem import Pointer
from scaffold.openapi.validity.shape import METHODS

# An operation, by its path and its method.
Key = tuple[str, str]

_ABOUT = ("title", "version", "summary", "description", "termsOfService", "contact", "license")

# What says nothing to whoever calls: other places to call, calls back, links to read on. An
# operation is no reference.
_UNUSED = {"servers", "callbacks", "externalDocs", "tags", "links", "$ref"}

# The kinds of components by the field in which a reference to one stands, or its parent's.
_KINDS = {
    "parameters": "parameters",
    "requestBody": "requestBodies",
    "responses": "responses",
    "headers": "headers",
    "examples": "examples",
}
# Fields whose value is data, whatever it looks like: no reference is followed in it.
_DATA = {"example", "default", "enum", "const", "value"}

# Fields whose own fields are named by the author, so that none of these names means anything.
NAMING = {
    *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
    *("headers", "examples", "content", "encoding", "mapping", "schemas", "variables", "responses"),
}
_COMPONENT = re.compile(r"#/components/(\w+)/([A-Za-z0-9._-]+)")


def trim(
    document: dict[str, Any], chosen: Collection[Key], links: Links, server: str
) -> dict[str, Any]:
    """The document with the chosen operations alone, called below `server` (empty: unknown).

    Every reference of the result leads to a component that is there. What is broken in it, and can
    be understood all the same, is mended.
    """
    return _Trimmer(links).document(document, chosen, server)


class _Trimmer:
    def __init__(self, links: Links) -> None:
        self._links = links
        self._components: dict[str, dict[str, Any]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._waiting: list[tuple[str, str, str]] = []

    def document(
        self, document: dict[str, Any], chosen: Collection[Key], server: str
    ) -> dict[str, Any]:
        about = document.get("info")
        about = about if isinstance(about, dict) else {}
        info = {name: _plain(about[name]) for name in _ABOUT if name in about}
        trimmed: dict[str, Any] = {"openapi": document["openapi"], "info": repair.info(info)}
        if server:
            trimmed["servers"] = [{"url": server}]
        if isinstance(security := document.get("security"), list):
            trimmed["security"] = _plain(security)
        trimmed["paths"] = {
            route: item
            for route, whole in document["paths"].items()
            if (item := self._item(route, whole, chosen))
        }
        while self._waiting:
            kind, name, reference = self._waiting.pop()
            value = self._copy(self._links.resolve(reference), ("components", kind, name))
            self._components[kind][name] = repair.component(kind, value)
        schemes = _schemes(document, trimmed)
        components = {kind: dict(sorted(parts.items())) for kind, parts in self._components.items()}
        if schemes:
            components["securitySchemes"] = schemes
        if components:
            trimmed["components"] = dict(sorted(components.items()))
        return trimmed

    def _item(self, route: str, whole: Any, chosen: Collection[Key]) -> dict[str, Any]:
        if not isinstance(whole, dict):
            return {}
        methods = [name for name in whole if name in METHODS and (route, name) in chosen]
        if not methods:
            return {}
        item: dict[str, Any] = {}
        if isinstance(shared := whole.get("parameters"), list):
            item["parameters"] = self._parameters(shared, ("paths", route))
        for method in methods:
            operation = {
                key: value
                for key, value in whole[method].items()
                if key not in _UNUSED and not key.startswith("x-")
            }
            path = ("paths", route, method)
            parameters = operation.pop("parameters", None)
            copied = self._copy(operation, path)
            if isinstance(parameters, list):
                copied["parameters"] = self._parameters(parameters, path)
            item[method] = repair.operation(copied)
        return repair.path_item(route, item)

    def _parameters(self, listed: list[Any], path: Pointer) -> list[Any]:
        copied = (
            self._copy(part, (*path, "parameters", at))
            for at, part in enumerate(listed)
            if isinstance(part, dict)
        )
        return [repair.parameter(part) for part in copied if part]

    def _copy(self, value: Any, path: Pointer) -> Any:
        if isinstance(value, list):
            return [self._copy(part, (*path, at)) for at, part in enumerate(value)]
        if not isinstance(value, dict):
            return _plain(value)
        if isinstance(target := value.get("$ref"), str):
            return self._reference(value, self._links.address(target), path)
        named = path[-1] in NAMING
        return {
            _plain(key): _plain(part)
            if key in _DATA and not named
            else self._copy(part, (*path, key))
            for key, part in value.items()
            if named or not key.startswith("x-")
        }

    def _reference(self, value: dict[str, Any], target: str, path: Pointer) -> dict[str, Any]:
        kind = _kind(path)
        named = _COMPONENT.fullmatch(target)
        if named and named[1] in {*_KINDS.values(), "schemas"}:
            kind = named[1]
        if (kind, target) not in self._names:
            if self._links.resolve(target) is None:
                return {} if kind != "responses" else {"description": "Not described."}
            taken = self._components.setdefault(kind, {})
            name = _unique(named[2] if named else _last(target), taken)
            self._names[kind, target] = name
            taken[name] = None
            self._waiting.append((kind, name, target))
        reference = {"$ref": f"#/components/{kind}/{self._names[kind, target]}"}
        # In 3.1, a text may stand beside it.
        if kind == "schemas" and isinstance(text := value.get("description"), str):
            reference["description"] = text
        return reference


def _schemes(document: dict[str, Any], trimmed: dict[str, Any]) -> dict[str, Any]:
    """The security schemes that the operations of a trimmed document ask for."""
    described = document.get("components")
    described = described.get("securitySchemes") if isinstance(described, dict) else None
    asked = [trimmed.get("security")]
    for item in trimmed["paths"].values():
        asked += [part.get("security") for name, part in item.items() if name in METHODS]
    names = {
        name
        for requirements in asked
        for requirement in (requirements if isinstance(requirements, list) else [])
        for name in (requirement if isinstance(requirement, dict) else {})
    }
    described = described if isinstance(described, dict) else {}
    return {name: _plain(described[name]) for name in sorted(names) if name in described}


def _kind(path: Pointer) -> str:
    """Which kind of component may stand at a path."""
    *_, before, parent, last = ("", "", "", *path)
    if before == "properties" or parent == "properties":
        return "schemas"
    if path[:1] == ("components",) and len(path) == 3:
        return str(path[1])
    field = parent if isinstance(last, int) or parent in _KINDS else last
    return _KINDS.get(str(field), "schemas")


def _last(target: str) -> str:
    file, _, pointer = target.partition("#")
    name = pointer.rpartition("/")[2] or file.rpartition("/")[2].partition(".")[0]
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_")[:60] or "part"


def _unique(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _plain(value: Any) -> Any:
    """Data that every format can hold: its text is UTF-8, its numbers are finite."""
    if isinstance(value, dict):
        return {_plain(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()
    return value
