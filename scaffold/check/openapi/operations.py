"""What an OpenAPI document describes: operations, their parameters, and where they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.check.document import Document, Path
from scaffold.check.finding import Problem
from scaffold.check.openapi.document import document, follow
from scaffold.check.openapi.shape import METHODS
from scaffold.check.plugin import Plugin, once


class Operation(NamedTuple):
    """One thing that can be called."""

    document: Document
    method: str
    route: str
    path: Path
    value: Mapping[str, Any]
    parameters: list[tuple[Path, Mapping[str, Any]]]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.route[:100]}"

    @property
    def id(self) -> str:
        """Its `operationId`; empty where that is missing or no text."""
        name = self.value.get("operationId")
        return name if isinstance(name, str) else ""

    @property
    def answers(self) -> dict[str, Any]:
        """What it says of its responses, by status; empty where that is no object."""
        found = self.value.get("responses")
        return found if isinstance(found, dict) else {}

    def problem(self, message: str, *path: str) -> Problem:
        """What is wrong with it, or with the field at a path of it."""
        if path:
            return Problem(message, self.document, (*self.path, *path))
        return Problem(f"{self} {message}", self.document, self.path, on_key=True)


class Server(NamedTuple):
    """A URL at which the operations are called."""

    document: Document
    path: Path
    url: str

    def problem(self, message: str) -> Problem:
        """What is wrong with it."""
        return Problem(message, self.document, self.path)


@once
def operations(plugin: Plugin) -> list[Operation]:
    """Every operation, in the document's order."""
    found = document(plugin)
    return list(_operations(found)) if found else []


def _operations(document: Document) -> Iterator[Operation]:
    paths = document.get("paths")
    for route, item in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(item, dict) or route.startswith("x-"):
            continue
        shared = list(_parameters(document, item, ("paths", route)))
        for method, value in item.items():
            if method in METHODS and isinstance(value, dict):
                path: Path = ("paths", route, method)
                own = list(_parameters(document, value, path))
                yield Operation(document, method, route, path, value, shared + own)


def _parameters(
    document: Document, parent: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    found = parent.get("parameters")
    for at, part in enumerate(found if isinstance(found, list) else ()):
        if parameter := follow(document, part):
            yield (*path, "parameters", at), parameter


def servers(plugin: Plugin) -> list[Server]:
    """The servers that the document names."""
    if (found := document(plugin)) is None:
        return []
    listed = found.get("servers")
    return [
        Server(found, ("servers", at, "url"), url)
        for at, server in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(server, dict) and isinstance(url := server.get("url"), str)
    ]
