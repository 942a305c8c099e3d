"""The rules of the OpenAPI document, from both sides; its validity beside the field's validator."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from check.conftest import MISSING, OPENAPI, Check, changed, write
from scaffold.check.rules.openapi import operation_ids, parameters, references, validity
from scaffold.check.subject import Subject
from scaffold.documents import load
from scaffold.plugin import folder as folder_reader
from scaffold.plugin import model

GET = "paths /todos/{id} get"
SCHEMES = {
    "securitySchemes": {
        "key": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
    }
}
KEY = {
    "type": "service_http",
    "authorization_type": "bearer",
    "verification_tokens": {"openai": "0123456789abcdef"},
}
OK = OPENAPI["paths"]["/todos/{id}"]["get"]["responses"]["200"]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"openapi": "3.0.3"}, None),
        ({"openapi": "3.0"}, None),
        ({"openapi": 3.1}, None),
        ({"openapi": "3.2.0"}, "openapi-version 1:10 is OpenAPI 3.2.0, not 3.0 or 3.1"),
        ({"info title": MISSING}, "openapi-invalid 2:1 `title` is missing from the info `info`"),
        ({"info servers": []}, "openapi-invalid 5:3 `servers` is no field of an info object"),
        ({f"{GET} summary": "a" * 200}, None),
        ({f"{GET} summary": "a" * 201}, "wordy-text 11:16 `summary`: 201 characters, 200 advised"),
        ({f"{GET} summary": "a" * 300}, "wordy-text 11:16 `summary`: 300 characters, 200 advised"),
        ({f"{GET} summary": "a" * 301}, "long-text 11:16 `summary`: 301 characters, at most 300"),
        ({f"{GET} parameters 0 description": "a" * 700}, "wordy-text 16:22 `description`: 700 characters, 200 advised"),
        ({f"{GET} parameters 0 description": "a" * 701}, "long-text 16:22 `description`: 701 characters, at most 700"),
        ({f"{GET} summary": MISSING}, "undescribed-operation 9:5 GET /todos/{id} has neither `summary` nor `description`"),
        ({f"{GET} operationId": MISSING}, "missing-operation-id 9:5 GET /todos/{id} has no `operationId`"),
        ({f"{GET} operationId": "get todo"}, "operation-id-name 10:20 `get todo` is no name for a function"),
        ({f"{GET} parameters": []}, "path-parameter 9:5 GET /todos/{id} does not describe `{id}`"),
        ({f"{GET} parameters 0 required": False}, "openapi-invalid 13:9 a parameter in the path must have `required: true`"),
        ({f"{GET} parameters 0 schema": MISSING}, "openapi-invalid 13:9 a parameter must have one of `schema` and `content`"),
        ({f"{GET} deprecated": "no"}, "openapi-invalid 30:19 `deprecated` must be true or false, not text"),
        ({f"{GET} responses": {"200": {"description": "Ok."}}}, "answer-without-schema 20:9 the answer 200 has no schema"),
        ({f"{GET} responses": {"204": {"description": "Ok."}}}, None),
        ({f"{GET} responses": {200: OK}}, "unquoted-status 20:9 200 is a number"),
        ({f"{GET} responses": {"20": OK}}, "openapi-invalid 20:9 `20` is no field of a responses object"),
        ({f"{GET} responses": {"2XX": OK, "default": OK}}, None),
        ({f"{GET} responses": {"200": {"$ref": "#/components/responses/x"}}, "components": {"responses": {"x": OK}}}, None),
        ({f"{GET} responses": {"200": {"$ref": "#/components/responses/x"}}, "components": {"responses": {"x": {"$ref": "#/components/responses/x"}}}}, "answer-without-schema 20:9 the answer 200 has no schema"),
        ({"servers": MISSING}, "missing-server 2:1 names no server"),
        ({"servers 0 url": "/api"}, "server-url 6:8 `/api` is no absolute URL"),
        ({"servers 0 url": "http://localhost:1"}, "server-url 6:8 `http://localhost:1` can be reached on one machine only"),
        ({"servers 0 url": "http://todo.dev"}, "server-url 6:8 `http://todo.dev` is not HTTPS"),
        ({"servers 0 url": "https://api.todo.dev/v1"}, None),
        ({"servers 0 url": "https://todo.org"}, "server-domain 6:8 todo.org is not on todo.dev"),
        ({"servers": [{"url": "https://todo.dev"}, {"url": "https://a.todo.dev"}]}, "several-servers 7:8 names 2 servers"),
        ({"security": [{"key": []}], "components": SCHEMES}, "auth-disagreement 30:1 asks for `key`, but the manifest's auth is `none`"),
        ({"security": [{"key": []}, {}], "components": SCHEMES}, None),
        ({"components": SCHEMES}, None),
    ],
)  # fmt: skip
def test_a_change_is_told_of(check: Check, changes: dict[str, Any], wanted: str | None) -> None:
    found = check(None, changes)
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"swagger: '2.0'\ninfo: {}\npaths: {}", ["openapi-version 1:10 is OpenAPI (Swagger) 2.0, not 3.0 or 3.1"]),
        (b"<!DOCTYPE html>", ["not-openapi 1:1 is no OpenAPI document: it names no `openapi` version"]),
        (b"- a\n- b", ["not-openapi 1:1 is no OpenAPI document: it names no `openapi` version"]),
        (b"openapi: 3.1.0\ninfo: {title: a, version: '1'}\nservers: [{url: 'https://todo.dev'}]\npaths: {}", ["no-operations 4:1 describes no operation"]),
        (b"openapi: 3.1.0\ninfo: {title: a\nservers: b: c", ["yaml-syntax 3:8 did not find expected ',' or '}'"]),
    ],
)  # fmt: skip
def test_what_is_no_openapi_3_says_so(check: Check, text: bytes, wanted: list[str]) -> None:
    assert check(None, text) == wanted


def test_operations_share_no_name(check: Check) -> None:
    twice = copy.deepcopy(OPENAPI["paths"]["/todos/{id}"]["get"])
    found = check(None, {"paths /todos/{id} delete": twice})
    assert found == ["duplicate-operation-id 31:20 `getTodo` is also the name of GET /todos/{id}"]


def test_chains_and_oddities_cost_nothing(check: Check) -> None:
    chain = {f"s{n}": {"$ref": f"#/components/responses/s{n + 1}"} for n in range(3000)}
    answer = {"200": {"$ref": "#/components/responses/s0"}}
    paths = {f"/{n}": {"get": {"responses": answer}} for n in range(300)}
    found = check(None, {"paths": paths, "components": {"responses": chain}})
    assert sum(line.startswith("missing-operation-id") for line in found) == 300
    found = check(None, {f"{GET} parameters 0 name": {"a": 1}})
    assert any(line.startswith("path-parameter") for line in found)


def test_thirty_operations_are_the_most(check: Check) -> None:
    operation = OPENAPI["paths"]["/todos/{id}"]["get"]
    for count, wanted in (
        (30, []),
        (31, ["many-operations 7:1 describes 31 operations, at most 30"]),
    ):
        paths = {
            f"/{n}": {"get": {**operation, "operationId": f"o{n}", "parameters": []}}
            for n in range(count)
        }
        assert check(None, {"paths": paths}) == wanted


def test_references(check: Check) -> None:
    def items(target: str) -> list[str]:
        schemas = {
            "A": {"type": "object", "properties": {"b": {"$ref": target}}},
            "B": {"type": "string"},
        }
        return check(None, {"components": {"schemas": schemas}})

    assert items("#/components/schemas/B") == []
    assert items("#/components/schemas/A") == ["recursive-schema 32:5 `A` contains itself"]
    assert items("#/components/schemas/C") == [
        "unresolved-reference 36:17 `#/components/schemas/C` points to nothing"
    ]
    assert items("file:///etc/passwd") == [
        "external-reference 36:17 `file:///etc/passwd` leads out of the document"
    ]


def test_manifest_and_openapi_agree_on_authentication(check: Check) -> None:
    def say(auth: dict[str, Any], scheme: str) -> list[str]:
        changes = {"components": SCHEMES, "security": [{scheme: []}]}
        return [line.partition(" ")[2].partition(" ")[2] for line in check({"auth": auth}, changes)]

    assert say(KEY, "key") == []
    assert say(KEY, "basic") == ["asks for basic, but the manifest's auth is `service_http bearer`"]


def verdict(document: Any) -> bool:
    raw = yaml.safe_dump(document, sort_keys=False).encode()
    nothing = load.json_only(b"{}", "ai-plugin.json", model.MAX_MANIFEST)
    document = load.json_or_yaml(raw, "openapi.yaml", model.MAX_OPENAPI)
    subject = Subject(model.Plugin(".", nothing, document), "current")
    asked = (
        validity.openapi_invalid,
        references.unresolved_reference,
        parameters.path_parameter,
        operation_ids.duplicate_operation_id,
    )
    return not any(list(rule.find(subject)) for rule in asked)


def theirs(document: Any) -> bool:
    modern = document["openapi"].startswith("3.1")
    validator = OpenAPIV31SpecValidator if modern else OpenAPIV30SpecValidator
    return not any(True for _ in validator(document).iter_errors())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        # What is free in OpenAPI: no rule to agree on.
        if step in ("openapi", "example", "default", "$ref", "operationId"):
            continue
        if isinstance(part, dict | list):
            found += places(part, (*path, step))
        else:
            found.append((*path, step))
    return found


RICH = Path(__file__).with_name("rich.yaml").read_text()


@given(st.data(), st.sampled_from(["3.0.3", "3.1.0"]))
def test_it_agrees_with_the_validator_of_the_field(data: st.DataObject, version: str) -> None:
    document = yaml.safe_load(RICH)
    document["openapi"] = version
    path = data.draw(st.sampled_from(places(document)))
    if version == "3.1.0" and {"schema", "schemas"} & {*path}:
        # Schemas of 3.1 are JSON Schema, which that validator does not look into.
        return
    change = data.draw(st.sampled_from(["delete", "text", "number", "list", "object", "unknown"]))
    place = document
    for step in path[:-1]:
        place = place[step]
    new = {"text": "x", "number": 7, "list": [], "object": {}}
    if change == "delete":
        del place[path[-1]]
    elif change == "unknown":
        if not isinstance(place, dict):
            return
        place["unknown"] = 1
    else:
        place[path[-1]] = new[change]
    try:
        wanted = theirs(document)
    except Exception:
        return
    assert verdict(document) == wanted, (path, change)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_rich_example_is_valid(version: str) -> None:
    document = {**yaml.safe_load(RICH), "openapi": version}
    assert verdict(document)
    assert theirs(document)


def test_a_file_of_the_project_is_read_and_none_outside(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0")
    for url in ("https://todo.dev/../openapi.yaml", "../openapi.yaml", "file:///openapi.yaml"):
        folder = write(
            tmp_path / "plugin",
            changed({"a": 1}, {}) | {"schema_version": "v1", "api": {"url": url}},
        )
        (folder / "openapi.yaml").unlink()
        assert folder_reader.read(str(folder)).openapi is None
        (folder / "openapi.yaml").symlink_to("../openapi.yaml")
        assert folder_reader.read(str(folder)).openapi is None
