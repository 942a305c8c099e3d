"""A walk through an OpenAPI document, which holds it to the objects of its version.

A table of the objects is far faster than the specification's JSON Schemas, and a walk knows where
it is, so that a sentence can say what is wrong there. The tests hold it to openapi-spec-validator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scaffold.documents.problem import Pointer, Problem
from scaffold.openapi.validity import conditions, v3_0, v3_1
from scaffold.openapi.validity.shape import PLAIN, TYPES, Kind
from scaffold.openapi.validity.words import a, kind_of, named, the


class Reference(NamedTuple):
    """A `$ref`, and where it points."""

    path: Pointer
    target: str


@dataclass
class Walk:
    """What a walk through a document met."""

    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def walk(value: Any, *, modern: bool) -> Walk:
    """Hold a document to OpenAPI 3.0, or to 3.1 where `modern`."""
    walker = _Walker(modern=modern)
    walker.shape(value, "document", ())
    return walker.result


class _Walker:
    def __init__(self, *, modern: bool) -> None:
        self.modern = modern
        self.table = v3_1.SHAPES if modern else v3_0.SHAPES
        self.conditions = conditions.OF_3_1 if modern else conditions.OF_3_0
        self.result = Walk()
        # What aliases share is looked at once.
        self.seen: set[tuple[int, str]] = set()

    def problem(self, path: Pointer, message: str, *, on_key: bool = False) -> None:
        self.result.problems.append(Problem(message, path, on_key=on_key))

    def shape(self, value: Any, name: str, path: Pointer) -> None:
        if name == "schema" and isinstance(value, bool):
            if not self.modern and path[-1] != "additionalProperties":
                self.problem(path, f"`{path[-1]}` must be an object, not true or false")
            return
        if not isinstance(value, dict):
            self.problem(path, f"{named(path)} must be {a(name)}, not {kind_of(value)}")
            return
        if (id(value), name) in self.seen:
            return
        self.seen.add((id(value), name))
        shape = self.table[name]
        if "$ref" in value and (shape.can_refer or name == "path item"):
            target = value["$ref"]
            if isinstance(target, str):
                self.result.references.append(Reference((*path, "$ref"), target))
            else:
                self.problem((*path, "$ref"), f"`$ref` must be text, not {kind_of(target)}")
            if not shape.open:
                return
        for needed in shape.required:
            if needed not in value:
                self.problem(path, f"`{needed}` is missing from {the(name, path)}")
        for key, part in value.items():
            kind = shape.fields.get(key)
            if kind is not None:
                self.kind(part, kind, (*path, key))
            elif shape.named is not None and re.match(shape.names, key):
                self.kind(part, shape.named, (*path, key))
            elif not key.startswith("x-") and not shape.open:
                self.problem((*path, key), f"`{key[:80]}` is no field of {a(name)}", on_key=True)
        if condition := self.conditions.get(name):
            self.result.problems.extend(condition(value, path))

    def kind(self, value: Any, kind: Kind, path: Pointer) -> None:
        if isinstance(kind, list):
            if self._is(value, list, "a list", path):
                for at, part in enumerate(value):
                    self.kind(part, kind[0], (*path, at))
        elif isinstance(kind, set):
            (inner,) = kind
            if self._is(value, dict, "an object", path):
                for key, part in value.items():
                    self.kind(part, inner, (*path, key))
        elif isinstance(kind, tuple):
            if value not in kind:
                self.problem(path, f"{named(path)} must be one of {', '.join(kind)}")
        elif kind in PLAIN:
            self._plain(value, kind, path)
        else:
            self.shape(value, kind, path)

    def _plain(self, value: Any, kind: str, path: Pointer) -> None:
        match kind:
            case "text":
                self._is(value, str, "text", path)
            case "flag":
                self._is(value, bool, "true or false", path)
            case "object":
                self._is(value, dict, "an object", path)
            case "number" if isinstance(value, bool) or not isinstance(value, int | float):
                self.problem(path, f"{named(path)} must be a number, not {kind_of(value)}")
            case "count" if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                self.problem(path, f"{named(path)} must be a whole number from 0")
            case "texts" if self._is(value, list, "a list of names", path):
                if not value and not self.modern:
                    self.problem(path, f"{named(path)} is an empty list: delete it")
                for at, part in enumerate(value):
                    self._is(part, str, "text", (*path, at))
            case "list" if self._is(value, list, "a list", path):
                if not value and path[-1] == "enum":
                    self.problem(path, f"{named(path)} is an empty list")
            case "versioned":
                types = value if isinstance(value, list) else [value]
                if not types or not all(part in (*TYPES, "null") for part in types):
                    self.problem(path, f"{named(path)} must be of {', '.join(TYPES)}, null")

    def _is(self, value: Any, kind: type, words: str, path: Pointer) -> bool:
        fits = isinstance(value, kind)
        if not fits:
            self.problem(path, f"{named(path)} must be {words}, not {kind_of(value)}")
        return fits
