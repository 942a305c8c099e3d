"""Requests made from arguments: every place and style of OpenAPI, and what hostile values come to."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scaffold.documents import load
from scaffold.openapi import arguments, sample
from scaffold.openapi.document import OpenAPI
from scaffold.openapi.operations import Operation
from scaffold.openapi.request import Request, build

BASE = "https://todo.dev"
LIST = ["blue", "black"]
OBJECT = {"R": 100, "G": 200}


def operation(
    value: dict[str, Any], method: str = "get", route: str = "/x", **more: Any
) -> Operation:
    document = {"openapi": "3.1.0", "info": {}, "paths": {route: {method: value}}, **more}
    read = load.json_or_yaml(
        yaml.safe_dump(document, sort_keys=False).encode(), "openapi.yaml", 1_000_000
    )
    api = OpenAPI.of(read)
    assert api
    return api.operations[0]


def sent(place: str, value: Any, **parameter: Any) -> Request:
    route = "/x/{color}" if place == "path" else "/x"
    described = {"name": "color", "in": place, **parameter}
    return build(BASE, operation({"parameters": [described]}, route=route), {"color": value})


@pytest.mark.parametrize(
    ("style", "explode", "text", "of_list", "of_object"),
    [
        ("simple", False, "blue", "blue,black", "R,100,G,200"),
        ("simple", True, "blue", "blue,black", "R=100,G=200"),
        ("label", False, ".blue", ".blue,black", ".R,100,G,200"),
        ("label", True, ".blue", ".blue.black", ".R=100.G=200"),
        ("matrix", False, ";color=blue", ";color=blue,black", ";color=R,100,G,200"),
        ("matrix", True, ";color=blue", ";color=blue;color=black", ";R=100;G=200"),
    ],
)
def test_the_styles_of_a_path(
    style: str, explode: bool, text: str, of_list: str, of_object: str
) -> None:
    for value, written in (("blue", text), (LIST, of_list), (OBJECT, of_object)):
        url = sent("path", value, style=style, explode=explode).url
        assert url == f"{BASE}/x/{written}"


@pytest.mark.parametrize(
    ("settings", "text", "of_list", "of_object"),
    [
        ({}, "color=blue", "color=blue&color=black", "R=100&G=200"),
        ({"explode": False}, "color=blue", "color=blue,black", "color=R,100,G,200"),
        ({"style": "spaceDelimited"}, "color=blue", "color=blue%20black", "color=R%20100%20G%20200"),
        ({"style": "pipeDelimited"}, "color=blue", "color=blue%7Cblack", "color=R%7C100%7CG%7C200"),
        ({"style": "deepObject"}, "color=blue", "color=blue,black", "color[R]=100&color[G]=200"),
    ],
)  # fmt: skip
def test_the_styles_of_a_query(
    settings: dict[str, Any], text: str, of_list: str, of_object: str
) -> None:
    for value, written in (("blue", text), (LIST, of_list), (OBJECT, of_object)):
        assert sent("query", value, **settings).url == f"{BASE}/x?{written}"


def test_headers_and_cookies() -> None:
    assert sent("header", LIST).headers == {"color": "blue,black"}
    assert sent("header", OBJECT, explode=True).headers == {"color": "R=100,G=200"}
    assert sent("cookie", LIST).headers == {"Cookie": "color=blue; color=black"}
    assert sent("cookie", LIST, explode=False).headers == {"Cookie": "color=blue,black"}


def test_values_are_written_as_json_writes_them() -> None:
    for value, written in ((True, "true"), (1.5, "1.5"), (None, ""), ("a b&c", "a%20b%26c")):
        assert sent("query", value).url == f"{BASE}/x?color={written}"
    described = {"content": {"application/json": {"schema": {"type": "object"}}}}
    assert sent("query", {"a": 1}, **described).url == f"{BASE}/x?color=%7B%22a%22%3A%201%7D"
    assert sent("query", "a/b&c", allowReserved=True).url == f"{BASE}/x?color=a/b%26c"


ITEM = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}, "tags": {"type": "array"}},
}
BODY = {
    "requestBody": {"content": {"application/json": {"schema": ITEM}}},
    "parameters": [{"name": "id", "in": "query", "schema": {"type": "integer"}}],
}


def test_the_properties_of_a_body_are_arguments_beside_the_parameters() -> None:
    add = operation(BODY, "post")
    assert arguments.schema(add) == {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "text": {"type": "string"},
            "tags": {"type": "array"},
        },
        "required": ["text"],
        "additionalProperties": False,
    }
    request = build(BASE, add, {"id": 7, "text": "milk", "unknown": 1})
    assert request[:3] == ("POST", f"{BASE}/x?id=7", {"Content-Type": "application/json"})
    assert request.body == b'{"text": "milk"}'
    assert sample.arguments_for(add) == {"text": "x"}


def test_a_body_stays_whole_where_it_is_no_object_or_a_name_comes_twice() -> None:
    listed = {"requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}}}
    assert build(BASE, operation(listed, "post"), {"body": [1]}).body == b"[1]"
    twice = {**BODY, "parameters": [{"name": "text", "in": "query"}]}
    request = build(BASE, operation(twice, "post"), {"text": "q", "body": {"text": "b"}})
    assert (request.url, request.body) == (f"{BASE}/x?text=q", b'{"text": "b"}')


def test_a_form_is_sent_as_one() -> None:
    form = {"requestBody": {"content": {arguments.FORM: {"schema": ITEM}}}}
    request = build(BASE, operation(form, "post"), {"text": "a b", "tags": ["x"]})
    assert request.headers == {"Content-Type": arguments.FORM}
    assert request.body == b"text=a+b&tags=%5B%22x%22%5D"


def test_a_parameter_twice_is_two_arguments_and_credentials_are_none() -> None:
    twice = operation(
        {
            "parameters": [
                {"name": "id", "in": "path"},
                {"name": "id", "in": "query"},
                {"name": "Authorization", "in": "header"},
                {"name": "bad\nname", "in": "header"},
            ]
        },
        route="/x/{id}",
    )
    assert [one.name for one in arguments.arguments(twice)] == ["id", "id_query"]
    assert build(BASE, twice, {"id": 1, "id_query": 2}).url == f"{BASE}/x/1?id=2"


def test_circles_and_older_words_become_a_schema_that_ends() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "size": {"type": "number", "nullable": True, "minimum": 0, "exclusiveMinimum": True}}}  # fmt: skip
    value = {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}}  # fmt: skip
    described = arguments.schema(operation(value, "post", components={"schemas": {"Node": node}}))
    assert described["properties"]["size"] == {"type": ["number", "null"], "exclusiveMinimum": 0}
    assert len(json.dumps(described)) < 10_000


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_never_becomes_another_one(value: str) -> None:
    with pytest.raises(ValueError, match="color: cannot be"):
        sent("path", value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5), st.sampled_from(["path", "query", "header", "cookie"]), st.sampled_from(["simple", "label", "matrix", "form", "deepObject", "pipeDelimited", 7]), st.booleans())  # fmt: skip
def test_no_value_breaks_out_of_its_place(
    value: Any, place: str, style: Any, explode: bool
) -> None:
    try:
        request = sent(place, value, style=style, explode=explode)
    except ValueError:
        return
    path, _, query = request.url.removeprefix(BASE).partition("?")
    assert path.count("/") == (2 if place == "path" else 1)
    assert "#" not in query
    for written in (request.url, *request.headers.values()):
        assert written.isascii()
        assert written.isprintable()
