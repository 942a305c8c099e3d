"""The formats of a package's files, as data, and what of them a file breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from scaffold.documents.problem import Problem, dotted
from scaffold.json_schema import Schema, Violation, sentence, violations

_MAX_PROBLEMS = 1_000


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A format by the name of its file here; its rules are JSON Schema (draft 7).

    `rule` beside a keyword is the id of the rule of the check that tells of it: one for all, or
    one for each keyword and "" for the others.
    """
    text = Path(__file__).with_name(f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def problems(name: str, value: object) -> Iterator[Problem]:
    """What of a format a parsed file breaks, one for each value, as far as anybody reads."""
    root = schema(name)
    seen = set()
    for violation in islice(violations(root, value, root), _MAX_PROBLEMS):
        missing = violation.keyword == "required"
        if missing or violation.path not in seen:
            seen.add(violation.path)
            yield _problem(violation, root)


def _problem(violation: Violation, root: Schema) -> Problem:
    path, keyword = violation.path, violation.keyword
    where = f"{dotted(path)}: " if path else ""
    schema, unknown = violation.schema, keyword == "additionalProperties"
    if keyword == "required":
        # Of a field that is missing tells the rule of that field.
        schema = schema.get("properties", {}).get(violation.limit, schema)
    rule = _rule(schema, keyword) or _rule(violation.schema, keyword) or _rule(root, "")
    return Problem(where + sentence(violation), path, rule=rule, on_key=unknown)


def _rule(schema: Schema, keyword: str) -> str:
    rule: str | Mapping[str, str] = schema.get("rule", "")
    return rule if isinstance(rule, str) else rule.get(keyword) or rule[""]
