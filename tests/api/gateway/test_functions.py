"""What a gateway's functions look like, whatever a document holds; which operations have none."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.api.gateway import functions, model
from scaffold.api.gateway.python import quoted
from scaffold.api.gateway.schemas import Schemas
from scaffold.errors import Failure

PETS: dict[str, Any] = {
    "/pets/{petId}": {
        "put": {
            "operationId": "putPet",
            "summary": "Change a pet",
            "description": "Changes a pet.",
            "parameters": [
                {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}},
                {
                    "name": "limit",
                    "in": "query",
                    "description": "How many.",
                    "schema": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
                },
                {"name": "X-Tenant", "in": "header", "schema": {"type": "string"}},
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            },
            "responses": {"200": {"description": "Changed."}},
        }
    }
}
WRITTEN = '''\
@router.put(
    "/pets/{petId}",
    operation_id="putPet",
    summary="Change a pet",
    responses={200: returns("Changed.")},
    openapi_extra=takes("Pet"),
)
async def put_pet(
    upstream: Upstream,
    body: Content,
    pet_id: Annotated[int, Path(alias="petId")],
    limit: Annotated[int, Query(ge=1, le=9, description="How many.")] = 5,
    x_tenant: Annotated[str | None, Query(alias="X-Tenant")] = None,
) -> Response:
    """Changes a pet."""
    return await upstream.call(
        "PUT",
        f"/pets/{segment(pet_id)}",
        query=form("limit", limit),
        headers={"X-Tenant": line(x_tenant)},
        body=as_json(body),
    )
'''


def written(paths: dict[str, Any], **schemas: Any) -> str:
    document = {"paths": paths, "components": {"schemas": schemas}}
    known = Schemas(document)
    parts = functions.modules(model.operations(document, known))
    return "".join(functions.module(part, known) for part in parts)


def one(path: str, **operation: Any) -> dict[str, Any]:
    return {path: {"get": {"operationId": "it", "responses": {}, **operation}}}


def test_a_function_reads_as_if_somebody_had_written_it() -> None:
    assert written(PETS, Pet={"type": "object"}).endswith(f"\n\n\n{WRITTEN}")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/", "has a path at which the plugin itself answers"),
        ("/.well-known/ai-plugin.json", "has a path at which the plugin itself answers"),
        ("/{anything}", "has a path at which the plugin itself answers"),
        ("/pets?kind=dog", "has a path that no server can tell from others"),
        ("/pets/{a", "has a path with a brace too many"),
        ("/{a}/pets/{a}", "names a part of its path twice"),
    ],
)
def test_an_operation_that_cannot_be_called_is_named(path: str, reason: str) -> None:
    with pytest.raises(Failure, match=f"^The operation `it` {reason}"):
        written(one(path))


def test_a_path_with_a_name_comes_before_one_that_takes_any() -> None:
    paths = {**one("/pets/{id}"), **one("/pets/{id}.json", operationId="b")}
    text = written({**paths, **one("/pets/mine", operationId="a")})
    assert text.index('"/pets/mine"') < text.index('"/pets/{id}.json"') < text.index('"/pets/{id}"')


@given(name=st.text(min_size=1), text=st.text(), choices=st.lists(st.text(), min_size=1))
def test_texts_of_strangers_stay_texts(name: str, text: str, choices: list[str]) -> None:
    schema = {"type": "string", "enum": choices, "default": choices[0]}
    parameter = {"name": name, "in": "query", "description": text, "schema": schema}
    code = written(one("/pets", summary=text, description=text, parameters=[parameter]))
    assert all(len(line) <= 100 for line in code.splitlines())
    [*_, function] = ast.parse(code).body
    assert isinstance(function, ast.AsyncFunctionDef)
    # Nothing but the docstring and the one call.
    assert isinstance(function.body[-1], ast.Return)
    assert len(function.body) <= 2
    called = {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call)
              and isinstance(node.func, ast.Name)}  # fmt: skip
    assert called <= {"Query", "form", "returns"}


@given(st.text())
def test_a_quoted_text_is_read_back(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text
