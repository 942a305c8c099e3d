"""What an answer or a manifest must satisfy, in sentences.

The rules themselves are data: `manifest.schema.json` beside the questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.documents.problem import Problem, dotted
from scaffold.json_schema import sentence, violations
from scaffold.resources import schema

DEFAULT_LIMITS = "current"


def limit_sets() -> list[str]:
    """The names of the sets of limits."""
    return list(schema()["definitions"]["limits"])


def max_lengths(limits: str = DEFAULT_LIMITS) -> dict[str, int]:
    """How many characters (Unicode code points) the fields may have that have a limit."""
    limited = schema()["definitions"]["limits"][limits]["properties"]
    return {field: rule["maxLength"] for field, rule in limited.items()}


def limit_in_words(question: str) -> str:
    """How long or how large an answer may be, in words; empty where nothing limits it."""
    definitions = schema()["definitions"]
    limits: dict[str, Any] = {}
    for rule in _rules_of(question):
        referred = rule.get("$ref", "").removeprefix("#/definitions/")
        limits |= definitions[referred] if referred else rule
    if "maxLength" in limits:
        return f"at most {limits['maxLength']} characters"
    return f"{limits['minimum']} to {limits['maximum']}" if "maximum" in limits else ""


def answer_problem(question: str, answer: object) -> str | None:
    """Why `answer` is none to `question`, as a sentence; None if it is one."""
    return next((each.message for each in _problems({"allOf": _rules_of(question)}, answer)), None)


def _rules_of(question: str) -> list[Mapping[str, Any]]:
    definitions = schema()["definitions"]
    sources = definitions["manifest"], definitions["limits"][DEFAULT_LIMITS], definitions["answers"]
    return [part["properties"][question] for part in sources if question in part["properties"]]


def problems(manifest: object, limits: str = DEFAULT_LIMITS) -> list[Problem]:
    """Every rule that a parsed manifest breaks, under a named set of limits."""
    parts = [{"$ref": "#/definitions/manifest"}, {"$ref": f"#/definitions/limits/{limits}"}]
    return list(_problems({"allOf": parts}, manifest))


def fields() -> list[str]:
    """The top-level fields of a manifest, all of them required."""
    return list(schema()["definitions"]["manifest"]["required"])


def auth_types() -> list[str]:
    """The kinds of authentication."""
    return list(schema()["definitions"]["auth"]["properties"]["type"]["enum"])


def known_fields(part: str = "manifest", auth_type: str = "") -> set[str]:
    """The fields that the manifest, its `api` or its `auth` may have.

    With `auth_type` those of an `auth` of that type; those of all where there is no such type.
    """
    definitions = schema()["definitions"]
    if part == "api":
        return set(definitions["manifest"]["properties"]["api"]["properties"])
    known = set(definitions[part]["properties"])
    for shape in definitions[part].get("allOf", []):
        if auth_type not in auth_types() or shape["if"]["properties"]["type"]["const"] == auth_type:
            known |= set(shape["then"]["properties"])
    return known


# The rule of the check that tells of a keyword, unless the schema names another beside it.
_RULES = {
    "required": "missing-field",
    "type": "wrong-type",
    "minLength": "empty-text",
    "maxLength": "text-limit",
    "enum": "unknown-value",
}


def _problems(rule: Mapping[str, Any], value: object) -> Iterator[Problem]:
    for violation in violations(rule, value, schema()):
        path = violation.path
        where = f"{dotted(path)}: " if path else ""
        check_rule = _RULES.get(violation.keyword) or violation.schema.get("rule", "")
        yield Problem(where + sentence(violation), path, rule=check_rule)
