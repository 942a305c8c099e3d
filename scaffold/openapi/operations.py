"""What an OpenAPI document describes: operations, their parameters, and where they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.documents.document import Document
from scaffold.documents.problem import Pointer
from scaffold.openapi.references import follow
from scaffold.openapi.validity.shape import METHODS


class Operation(NamedTuple):
    """One thing that can be called."""

    document: Document
    method: str
    route: str
    path: Pointer
    value: Mapping[str, Any]
    parameters: list[tuple[Pointer, Mapping[str, Any]]]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.route[:100]}"

    @property
    def id(self) -> str:
        """Its `operationId`; empty where that is missing or no text."""
        name = self.value.get("operationId")
        return name if isinstance(name, str) else ""

    @property
    def responses(self) -> dict[str, Any]:
        """What it says of its responses, by status; empty where that is no object."""
        described = self.value.get("responses")
        return described if isinstance(described, dict) else {}


class Server(NamedTuple):
    """A URL at which the operations are called."""

    path: Pointer
    url: str


def operations(document: Document) -> Iterator[Operation]:
    """Every operation, in the document's order."""
    paths = document.get("paths")
    for route, item in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(item, dict) or route.startswith("x-"):
            continue
        shared = list(_parameters(document, item, ("paths", route)))
        for method, value in item.items():
            if method in METHODS and isinstance(value, dict):
                path: Pointer = ("paths", route, method)
                own = list(_parameters(document, value, path))
                yield Operation(document, method, route, path, value, shared + own)


def _parameters(
    document: Document, parent: Mapping[str, Any], path: Pointer
) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    listed = parent.get("parameters")
    for at, part in enumerate(listed if isinstance(listed, list) else ()):
        if parameter := follow(document, part):
            yield (*path, "parameters", at), parameter


def servers(document: Document) -> Iterator[Server]:
    """The servers that the document names."""
    listed = document.get("servers")
    for at, server in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(server, dict) and isinstance(url := server.get("url"), str):
            yield Server(("servers", at, "url"), url)
