"""The reader of the rules beside jsonschema, which knows all of JSON Schema."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema
from answers import HOSTILE_TEXTS
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import AUTH, MANIFEST

from scaffold import json_schema, manifest, resources

SCHEMA = resources.schema()
ANNOTATIONS = {"$schema", "$comment", "title", "description", "patternErrorMessage", "rule"}
READ = {
    "$ref", "allOf", "if", "then", "required", "properties", "additionalProperties", "definitions",
    "type", "const", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum",
}  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(HOSTILE_TEXTS)
scalars |= st.text() | st.sampled_from(["", "a\n", "a" * 8001, "\ud800", "x.GIF", "https://e.com"])
# Of one field only: jsonschema tells of fields that have no rule of their own in any order.
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner, max_size=1),
    max_leaves=5,
)


@st.composite
def manifests(draw: st.DrawFn) -> Any:
    """A manifest with some of its values replaced or left out; now and then anything else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(values)
    result = copy.deepcopy({**MANIFEST, "auth": draw(st.sampled_from(list(AUTH.values())))})
    for _ in range(draw(st.integers(0, 4))):
        places = [result, *(part for part in result.values() if isinstance(part, dict))]
        place = draw(st.sampled_from(places))
        name = draw(st.sampled_from([*place, "instructions", "is_user_authenticated", "other"]))
        if draw(st.booleans()):
            place[name] = draw(values)
        else:
            place.pop(name, None)
    return result


def ours(rule: dict[str, Any], value: object) -> list[tuple[object, ...]]:
    found = json_schema.violations(rule, value, SCHEMA)
    return [(each.path, each.keyword, each.value, each.schema) for each in found]


def theirs(rule: dict[str, Any], value: object) -> list[tuple[object, ...]]:
    validator = jsonschema.Draft7Validator({**rule, "definitions": SCHEMA["definitions"]})
    return [
        (tuple(error.absolute_path), error.validator, error.instance, error.schema)
        for error in validator.iter_errors(value)
    ]


@given(manifests(), st.sampled_from(manifest.limit_sets()))
def test_it_finds_what_jsonschema_finds_in_the_same_order(value: object, limits: str) -> None:
    parts = ["#/definitions/manifest", f"#/definitions/limits/{limits}"]
    rule = {"allOf": [{"$ref": part} for part in parts]}
    # By their text: what is not a number equals not even itself.
    assert repr(ours(rule, value)) == repr(theirs(rule, value))


@given(values, st.sampled_from(list(SCHEMA["definitions"]["answers"]["properties"])))
def test_an_answer_is_judged_as_jsonschema_does(value: object, question: str) -> None:
    rule = {"allOf": [SCHEMA["definitions"]["answers"]["properties"][question]]}
    assert repr(ours(rule, value)) == repr(theirs(rule, value))


def test_it_knows_every_keyword_that_the_rules_use() -> None:
    assert {*keywords(SCHEMA)} <= READ | ANNOTATIONS


def keywords(schema: json_schema.Schema) -> Iterator[str]:
    yield from schema
    for keyword, limit in schema.items():
        if keyword in ("properties", "definitions", "limits"):
            parts = limit.values()
        elif keyword in ("if", "then", "additionalProperties"):
            parts = [limit]
        else:
            parts = limit if keyword == "allOf" else []
        for part in parts:
            # The sets of limits are a level deeper.
            yield from keywords(part) if "current" not in part else ()
    for part in schema.get("definitions", {}).get("limits", {}).values():
        yield from keywords(part)
