"""What an answer or a manifest must satisfy, in sentences.

The rules themselves are data: `manifest.schema.json` beside the questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold.data import schema

if TYPE_CHECKING:
    from scaffold.schema import Broken

DEFAULT_LIMITS = "current"


class Violation(NamedTuple):
    """A rule broken at a place in a manifest, such as `auth.client_url`."""

    path: tuple[str | int, ...]
    rule: str
    sentence: str

    def __str__(self) -> str:
        where = ".".join(map(str, self.path))
        return f"{where}: {self.sentence}" if where else self.sentence


def limit_sets() -> list[str]:
    """The names of the sets of limits."""
    return list(schema()["definitions"]["limits"])


def max_lengths(limits: str = DEFAULT_LIMITS) -> dict[str, int]:
    """How many characters (Unicode code points) the fields may have that have a limit."""
    fields = schema()["definitions"]["limits"][limits]["properties"]
    return {field: rule["maxLength"] for field, rule in fields.items()}


def limit(question: str) -> str:
    """How long or how large an answer may be, in words; empty where nothing limits it."""
    from scaffold.schema import referred

    found: dict[str, Any] = {}
    for rule in _rules_of(question):
        found |= referred(rule["$ref"], schema()["definitions"]) if "$ref" in rule else rule
    if "maxLength" in found:
        return f"at most {found['maxLength']} characters"
    return f"{found['minimum']} to {found['maximum']}" if "maximum" in found else ""


def answer_problem(question: str, answer: object) -> str | None:
    """Why `answer` is none to `question`, as a sentence; None if it is one."""
    return next((v.sentence for v in _violations({"allOf": _rules_of(question)}, answer)), None)


def _rules_of(question: str) -> list[Mapping[str, Any]]:
    definitions = schema()["definitions"]
    sources = definitions["manifest"], definitions["limits"][DEFAULT_LIMITS], definitions["answers"]
    return [part["properties"][question] for part in sources if question in part["properties"]]


def manifest_violations(manifest: object, limits: str = DEFAULT_LIMITS) -> list[Violation]:
    """Every rule that a parsed manifest breaks, under a named set of limits."""
    parts = [{"$ref": "#/definitions/manifest"}, {"$ref": f"#/definitions/limits/{limits}"}]
    return list(_violations({"allOf": parts}, manifest))


def manifest_fields() -> list[str]:
    """The top-level fields of a manifest, all of them required."""
    return list(schema()["definitions"]["manifest"]["required"])


def known_fields(part: str = "manifest", auth_type: str = "") -> set[str]:
    """The fields that the manifest, its `api` or its `auth` (of a type) may have."""
    definitions = schema()["definitions"]
    if part == "api":
        return set(definitions["manifest"]["properties"]["api"]["properties"])
    known = set(definitions[part]["properties"])
    for shape in definitions[part].get("allOf", []):
        if shape["if"]["properties"]["type"]["const"] == auth_type:
            known |= set(shape["then"]["properties"])
    return known


def _violations(rule: Mapping[str, Any], value: object) -> Iterator[Violation]:
    from scaffold.schema import broken

    for found in broken(rule, value, schema()["definitions"]):
        yield Violation(found.path, found.keyword, _sentence(found))


def _sentence(found: Broken) -> str:
    from scaffold.schema import type_name

    value: Any = found.value
    wanted: Any = found.wanted
    match found.keyword:
        case "required":
            return f"`{wanted}` is missing"
        case "type":
            return f"must be {_TYPES[wanted]}, not {_TYPES.get(type_name(value), 'something else')}"
        case "const":
            return f"must be {json.dumps(wanted)}"
        case "enum":
            return f"must be {' or '.join(wanted)}"
        case "minLength":
            return "is empty"
        case "maxLength":
            return f"{len(value)} characters, at most {wanted}"
        case "minimum":
            return f"{value}, at least {wanted}"
        case "maximum":
            return f"{value}, at most {wanted}"
        case _:
            explained: str = found.schema["patternErrorMessage"]
            return explained


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
