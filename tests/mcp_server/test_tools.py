"""Operations as tools: what is taken over, and what is refused at the start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, File, Header

from mcp_server.conftest import Make, Probe
from mcp_server.operations import Note, Odd, Open, Size, Tree, operation


def test_schemas_stand_alone(echoing: Probe) -> None:
    tool = echoing.tools["x"]
    assert "$ref" not in json.dumps(tool.input_schema)
    assert tool.input_schema["required"] == ["name"]
    assert list(tool.input_schema["properties"]) == [
        "name",
        "words",
        "exact",
        "ratio",
        *Note.model_fields,
    ]
    size, _ = tool.input_schema["properties"]["size"]["anyOf"]
    assert size["properties"] == {"width": {"type": "integer", "title": "Width"}}


def test_a_field_may_be_called_like_a_keyword(probe: Make) -> None:
    @operation("POST")
    def odd(odd: Odd) -> Odd:
        return odd

    made = probe(odd)
    schema = made.tools["x"].input_schema["properties"]
    assert schema["$ref"]["type"] == "string"
    assert schema["default"]["properties"]["width"]["type"] == "integer"
    assert schema["default"]["description"] == "How large."
    assert schema["kind"]["examples"] == [{"$ref": "#/nowhere"}]
    sent = {"$ref": "a", "default": {"width": 1}}
    assert made.call("x", sent).structured == sent | {"kind": "#/components/schemas/Nothing"}


def bodies() -> Iterator[tuple[str, APIRouter, Any]]:
    @operation("POST")
    def listed(numbers: list[int]) -> list[int]:
        return numbers

    yield "a list", listed, [1, 2]

    @operation("POST")
    def optional(size: Size | None = None) -> Size | None:
        return size

    yield "what may be missing", optional, {"width": 1}

    @operation("POST")
    def default(size: Size = Size(width=1)) -> Size:  # noqa: B008
        return size

    yield "what has a default", default, {"width": 2}

    @operation("POST")
    def extra(open: Open) -> Open:  # noqa: A002
        return open

    yield "more fields than are described", extra, {"name": "a", "other": [1]}

    @operation("POST")
    def free(names: dict[str, int]) -> dict[str, int]:
        return names

    yield "names that the caller invents", free, {"body": 1, "x": 2}

    @operation("POST")
    def text(text: Annotated[str, Body()]) -> str:
        return text

    yield "a text", text, "hello"


@pytest.mark.parametrize(
    ("kind", "router", "body"), list(bodies()), ids=lambda value: str(value)[:9]
)
def test_another_body_than_an_object_is_one_argument(
    probe: Make, kind: str, router: APIRouter, body: Any
) -> None:
    made = probe(router)
    assert list(made.tools["x"].input_schema["properties"]) == ["body"]
    result = made.call("x", {"body": body})
    assert json.loads(result.text) == body
    assert result.structured == (body if isinstance(body, dict) else None)
    assert made.call("x", {}).is_error == (
        kind not in ("what may be missing", "what has a default")
    )


def test_only_what_always_is_the_same_object_has_an_output_schema(probe: Make) -> None:
    router = APIRouter()
    router.add_api_route("/a", lambda: None, operation_id="one", response_model=Size)
    router.add_api_route("/b", lambda: None, operation_id="list", response_model=list[Size])
    late: dict[int | str, dict[str, Any]] = {202: {"description": "Later."}}
    router.add_api_route(
        "/c", lambda: None, operation_id="two", response_model=Size, responses=late
    )
    tools = probe(router).tools
    assert [name for name, tool in tools.items() if tool.output_schema] == ["one"]


@pytest.mark.parametrize(
    ("method", "extra", "hints"),
    [
        ("GET", {}, (True, False, False)),
        ("GET", {"x-openai-isConsequential": True}, (False, False, True)),
        ("POST", {}, (False, False, True)),
        ("POST", {"x-openai-isConsequential": False}, (False, False, False)),
        ("DELETE", {"x-openai-isConsequential": True}, (False, True, True)),
        ("PATCH", {}, (False, True, True)),
        ("PUT", {"x-openai-isConsequential": False}, (False, False, False)),
    ],
)
def test_hints_follow_the_method_and_what_the_host_must_ask(
    probe: Make, method: str, extra: dict[str, Any], hints: tuple[bool, bool, bool]
) -> None:
    @operation(method, extra=extra)
    def nothing() -> None: ...

    tool = probe(nothing).tools["x"]
    assert (tool.read_only, tool.destructive, tool.open_world) == hints


def refused() -> Iterator[tuple[APIRouter, str]]:
    @operation("POST", name="plant")
    def recursive(tree: Tree) -> None: ...

    yield recursive, "plant cannot be a tool: Tree contains itself;"

    @operation("GET", name="tree")
    def answers() -> Tree:
        return Tree(name="root")

    yield answers, "tree cannot be a tool: Tree contains itself;"

    @operation("PUT", "/x/{text}", name="note")
    def twice(text: str, note: Note) -> None: ...

    yield twice, "note cannot be a tool: two of its arguments are called text;"

    @operation("POST", "/x/{body}", name="both")
    def whole(body: str, numbers: list[int]) -> None: ...

    yield whole, "both cannot be a tool: two of its arguments are called body;"

    @operation("POST", name="upload")
    def upload(file: Annotated[bytes, File()]) -> None: ...

    yield upload, "upload cannot be a tool: it takes multipart/form-data and no JSON;"

    @operation("GET", name="secret")
    def header(x_secret: Annotated[str, Header()]) -> None: ...

    yield (
        header,
        "secret cannot be a tool: it needs the header x-secret, which a model cannot send;",
    )

    @operation("GET", name="get it!")
    def named() -> None: ...

    yield named, "get it! cannot be a tool: its name may have 128 letters, digits, and . _ - only;"


@pytest.mark.parametrize(("router", "problem"), list(refused()), ids=lambda value: str(value)[:9])
def test_what_cannot_be_a_tool_is_refused_by_name(
    probe: Make, code: Any, router: APIRouter, problem: str
) -> None:
    hint = '`openapi_extra={"x-mcp-hidden": True}` hides it from /mcp.'
    with pytest.raises(code.errors.PluginError) as raised:
        probe(router)
    assert str(raised.value) == f"{problem} {hint}"


@pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
def test_two_operations_of_one_name_are_refused(probe: Make, code: Any) -> None:
    router = APIRouter()
    for path in ("/a", "/b"):
        router.add_api_route(path, lambda: None, operation_id="x")
    with pytest.raises(code.errors.PluginError, match=r"^x cannot be a tool: another one has"):
        probe(router)


def test_a_hidden_operation_is_no_tool_whatever_it_takes(probe: Make) -> None:
    @operation("POST", extra={"x-mcp-hidden": True})
    def recursive(tree: Tree) -> None: ...

    assert probe(recursive).tools == {}
