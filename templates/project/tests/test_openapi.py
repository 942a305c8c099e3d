"""The OpenAPI document: in step with the code, and simple enough for every host."""

from collections.abc import Iterator
from typing import Any

import yaml
from fastapi.testclient import TestClient

from plugin import export


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from walk(part)


def local_document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(export.local_document())
    return document


def operations() -> dict[str, dict[str, Any]]:
    paths = local_document()["paths"].values()
    return {operation["operationId"]: operation for path in paths for operation in path.values()}


def test_the_file_is_in_step_with_the_code() -> None:
    written = export.FILE.read_text(encoding="utf-8")
    assert written == export.local_document(), "run `python -m plugin openapi`"


def test_it_is_served_with_the_public_address_as_its_one_server(client: TestClient) -> None:
    answer = client.get("/openapi.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    served = yaml.safe_load(answer.text)
    assert served["servers"] == [{"url": "https://plugin.example.com"}]
    assert served | {"servers": []} == local_document() | {"servers": []}


def test_it_describes_the_api_and_nothing_else() -> None:
    assert list(local_document()["paths"]) == ["/todos", "/todos/{id}"]
    assert set(operations()) == {"listTodos", "addTodo", "deleteTodo"}


def test_the_host_asks_the_user_before_anything_changes() -> None:
    asks = {name: found["x-openai-isConsequential"] for name, found in operations().items()}
    assert asks == {"listTodos": False, "addTodo": True, "deleteTodo": True}


def test_every_text_for_the_model_is_short() -> None:
    document = local_document()
    for part in [*walk(document["paths"]), *walk(document["components"])]:
        for name in ("summary", "description"):
            assert len(part.get(name, "")) <= 200


def test_every_schema_is_flat() -> None:
    for part in walk(local_document()["components"]["schemas"]):
        assert not {"anyOf", "oneOf", "allOf"} & part.keys()
        if part.get("type") == "object":
            assert part["properties"]


def test_every_status_code_is_text() -> None:
    for operation in operations().values():
        assert all(isinstance(status, str) for status in operation["responses"])
