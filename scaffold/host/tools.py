"""The operations of plugins as a model has them: tools, each with the schema of its arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from scaffold.host.registration import Registration
from scaffold.openapi import arguments
from scaffold.openapi.operations import Operation

# What hosts of today take as a tool's name.
MAX_NAME = 64

_WRITES_NOTHING = ("get", "head", "options")


@dataclass(frozen=True)
class Tool:
    """One operation of a registered plugin."""

    registration: Registration
    operation: Operation
    # Unique among the tools of a conversation: `todo_list__addTodo`.
    name: str

    @property
    def id(self) -> str:
        """What its author calls it; the method and the route where it has no name."""
        return self.operation.id or _slug(str(self.operation))

    @property
    def plugin_name(self) -> str:
        """What its plugin is called."""
        return self.registration.name

    @property
    def method(self) -> str:
        """Of HTTP, in lower case."""
        return self.operation.method

    @property
    def route(self) -> str:
        """Where it is called."""
        return self.operation.route

    @cached_property
    def arguments(self) -> list[arguments.Argument]:
        """What it is called with."""
        return arguments.arguments(self.operation)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return arguments.schema(self.operation)

    @property
    def summary(self) -> str:
        """In a few words."""
        return _text(self.operation.value.get("summary"))

    @property
    def description(self) -> str:
        """What a model is told: the description, else the summary, as the classic host did it."""
        return _text(self.operation.value.get("description")) or self.summary

    @property
    def is_write(self) -> bool:
        """Whether the user is asked first: all but reading, and what its author marks so."""
        marked = self.operation.value.get("x-openai-isConsequential") is True
        return marked or self.operation.method not in _WRITES_NOTHING


class Named(NamedTuple):
    """A plugin of a conversation, by where it is and what it is called."""

    place: str
    name: str


class Kept(NamedTuple):
    """An operation of a conversation that was kept, whose plugin is not here as it was."""

    id: str
    name: str
    plugin_name: str
    method: str
    route: str

    @classmethod
    def of(cls, tool: Tool | Kept) -> Kept:
        """What is kept of an operation."""
        return cls(tool.id, tool.name, tool.plugin_name, tool.method, tool.route)


def tools(registrations: Iterable[Registration]) -> list[Tool]:
    """Every operation that can be called, in the documents' order, under names of their own."""
    return list(_named(registrations))


def _named(registrations: Iterable[Registration]) -> Iterator[Tool]:
    taken: set[str] = set()
    for registration in registrations:
        prefix = _slug(registration.plugin.text("name_for_model")) or registration.id
        for operation in registration.plugin.operations:
            name = base = f"{prefix}__{operation.id or _slug(str(operation))}"
            name = base = re.sub(r"[^A-Za-z0-9_-]", "_", base)[:MAX_NAME]
            count = 1
            while name in taken:
                count += 1
                name = f"{base[: MAX_NAME - 1 - len(str(count))]}_{count}"
            taken.add(name)
            yield Tool(registration, operation, name)


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
