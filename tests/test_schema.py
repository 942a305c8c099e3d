"""Our JSON Schema finds what the library that knows all of JSON Schema finds."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from scaffold import data, rules
from scaffold.schema import broken

_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=120)
    | st.sampled_from(["v1", "oauth", "service_http", "openapi", "https://a.example/x.gif", "a@b.co"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "url", "scope", "client_url", "verification_tokens", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)  # fmt: skip
_manifests = _values | st.dictionaries(st.sampled_from([*rules.manifest_fields(), "x"]), _values)


@given(_manifests, st.sampled_from(rules.limit_sets()))
def test_manifests_break_the_same_rules(manifest: object, limits: str) -> None:
    parts = [{"$ref": "#/definitions/manifest"}, {"$ref": f"#/definitions/limits/{limits}"}]
    _agree({"allOf": parts}, manifest)


@given(_values | st.integers(-10, 70000))
def test_answers_break_the_same_rules(answer: object) -> None:
    for question in data.schema()["definitions"]["answers"]["properties"].values():
        _agree(question, answer)


def _agree(schema: Mapping[str, Any], value: object) -> None:
    definitions = data.schema()["definitions"]
    library = jsonschema.Draft7Validator({**schema, "definitions": definitions})
    theirs = [
        (tuple(error.absolute_path), error.validator, error.schema.get("description"))
        for error in library.iter_errors(value)
    ]
    ours = [
        (found.path, found.keyword, found.schema.get("description"))
        for found in broken(schema, value, definitions)
    ]
    assert ours == theirs


def test_every_keyword_of_the_rules_is_known() -> None:
    """A new one would be passed over in silence."""
    checked = {"$ref", "additionalProperties", "allOf", "const", "enum", "if", "maxLength", "maximum", "minLength", "minimum", "pattern", "properties", "required", "then", "type"}  # fmt: skip
    remarks = {"$comment", "$schema", "definitions", "description", "patternErrorMessage", "title"}
    assert set(_keywords(copy.deepcopy(data.schema()))) <= checked | remarks


def _keywords(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema
    for keyword, value in schema.items():
        inner: Iterable[Mapping[str, Any]] = ()
        if keyword == "definitions":
            inner = [*value.pop("limits", {}).values(), *value.values()]
        elif keyword == "properties":
            inner = value.values()
        elif keyword in ("if", "then", "additionalProperties"):
            inner = [value]
        elif keyword == "allOf":
            inner = value
        for part in inner:
            yield from _keywords(part)
