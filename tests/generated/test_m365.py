"""The Microsoft 365 app of a project: whole or not there, and valid whatever its API looks like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from answers import DEFAULTS, PROJECTS
from hypothesis import example, given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV30SpecValidator
from projects import Make, imported, run, write

ADDRESS = {"PLUGIN_PUBLIC_URL": "https://todo.example.com"}
FILES = [
    "manifest.json",
    "declarativeAgent.json",
    "ai-plugin.json",
    "openapi.json",
    "color.png",
    "outline.png",
]


def test_a_command_makes_it_whole_or_leaves_nothing_behind(make: Make) -> None:
    project = make(PROJECTS["todo-none"])
    package = "-m", "plugin", "package", "m365", "-o"
    before = {path.name for path in project.iterdir()}
    done = run(project, *package, "plugin", **ADDRESS)
    sentence = "plugin cannot be written: Is a directory."
    assert (done.returncode, done.stderr) == (1, f"error: {sentence}\n")
    assert {path.name for path in project.iterdir()} == before
    done = run(project, *package, "m365.zip", **ADDRESS)
    assert (done.stdout, done.stderr) == ("Wrote m365.zip.\n", "")
    assert {path.name for path in project.iterdir()} == before | {"m365.zip"}
    assert ZipFile(project / "m365.zip").namelist() == FILES


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    project = write(tmp_path_factory.mktemp("code") / "project", DEFAULTS)
    with imported(project, "errors", "m365.document") as modules:
        yield modules


VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.just(1.5) | st.text(max_size=5)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "object", "array", "null"])


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """JSON Schemas as models have them, and as nobody should write them."""
    fields = st.dictionaries(st.sampled_from(["a", "b", "$ref", "x-y", "ü"]), inner, max_size=3)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, max_size=3) | VALUES,
        "properties": fields,
        "required": st.lists(st.text(max_size=3), max_size=2) | VALUES,
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "propertyNames"), inner),
        **dict.fromkeys(("anyOf", "oneOf", "allOf", "prefixItems"), st.lists(inner, max_size=2)),
        **dict.fromkeys(("enum", "examples"), st.lists(VALUES, max_size=3) | VALUES),
        **dict.fromkeys(("default", "const", "example"), VALUES | fields),
        **dict.fromkeys(("exclusiveMinimum", "minimum", "maximum", "multipleOf"), VALUES),
        **dict.fromkeys(("minLength", "maxItems", "uniqueItems", "nullable"), VALUES),
        **dict.fromkeys(("title", "description", "format", "pattern"), VALUES),
        **dict.fromkeys(("$comment", "$id", "discriminator", "x-own", "unheardOf"), VALUES),
    }
    return st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: keywords[name] for name in names})
    )


SIMPLE = {"type": "string"}
SCHEMAS = st.recursive(st.just(SIMPLE) | st.booleans(), schemas, max_leaves=8)


@given(SCHEMAS, st.sampled_from(["parameter", "field", "body", "response"]))
@example({"type": "object", "required": []}, "response")
@example({"type": "array"}, "response")
@example({"type": "number", "exclusiveMinimum": 0}, "parameter")
@example({"type": ["integer", "null"], "default": None}, "field")
@example({"default": {"$ref": "elsewhere.yaml"}}, "response")
def test_any_schema_is_valid_in_openapi_3_0_or_refused_by_name(
    code: SimpleNamespace, schema: Any, place: str
) -> None:
    def at(here: str, otherwise: Any = SIMPLE) -> Any:
        return schema if place == here else otherwise

    body = at("body", {"type": "object", "properties": {"a": at("field")}})
    operation = {
        "operationId": "tryIt",
        "summary": "Try it",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": at("parameter")}],
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {
                "description": "Done.",
                "content": {"application/json": {"schema": at("response")}},
            }
        },
    }
    document = {
        "info": {"title": "Try", "description": "Tries.", "version": "1.0.0"},
        "servers": [{"url": "https://todo.example.com"}],
        "paths": {"/try/{id}": {"post": operation}},
    }
    try:
        older = code.document.older(document)
    except code.errors.PluginError as error:
        assert str(error).startswith("Microsoft 365 cannot call tryIt: ")
        return
    assert '"$ref": "' not in json.dumps(older)
    assert [error.message for error in OpenAPIV30SpecValidator(older).iter_errors()] == []
