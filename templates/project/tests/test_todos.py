"""The API: adding, listing, deleting, and what it refuses."""

import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from plugin.app import create_app
from plugin.settings import Settings


def test_the_list_starts_empty(client: TestClient) -> None:
    assert client.get("/todos").json() == {"todos": []}


def test_an_added_item_is_answered_and_listed(client: TestClient) -> None:
    answer = client.post("/todos", json={"text": "Buy milk"})
    assert (answer.status_code, answer.json()) == (201, {"id": 1, "text": "Buy milk"})
    assert client.get("/todos").json() == {"todos": [{"id": 1, "text": "Buy milk"}]}


def test_a_deleted_item_is_gone_and_its_number_is_not_used_again(client: TestClient) -> None:
    client.post("/todos", json={"text": "Buy milk"})
    answer = client.delete("/todos/1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get("/todos").json() == {"todos": []}
    assert client.post("/todos", json={"text": "Buy bread"}).json()["id"] == 2


def test_deleting_what_is_not_there_says_so(client: TestClient) -> None:
    answer = client.delete("/todos/7")
    assert (answer.status_code, answer.json()) == (404, {"detail": "There is no item 7."})


def test_a_long_list_comes_in_pages(client: TestClient) -> None:
    for number in range(1, 28):
        client.post("/todos", json={"text": f"Item {number}"})
    assert len(client.get("/todos").json()["todos"]) == 25
    page = client.get("/todos", params={"limit": 2, "offset": 25}).json()["todos"]
    assert [item["text"] for item in page] == ["Item 26", "Item 27"]


@pytest.mark.parametrize("text", ["x" * 500, "👩‍👩‍👧 مرحبا", "'; DROP TABLE todos; --", "<b>&amp;"])
def test_any_line_of_text_is_kept_as_it_is(client: TestClient, text: str) -> None:
    client.post("/todos", json={"text": text})
    assert client.get("/todos").json()["todos"][0]["text"] == text


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "text: Field required."),
        ({"text": 5}, "text: Input should be a valid string."),
        ({"text": ""}, "text: String should have at least 1 character."),
        ({"text": "x" * 501}, "text: String should have at most 500 characters."),
        ({"text": "  "}, "text: must be one line of visible text."),
        ({"text": "Buy\nmilk"}, "text: must be one line of visible text."),
        ({"text": "Buy\x00milk"}, "text: must be one line of visible text."),
    ],
)
def test_a_text_that_does_not_fit_is_refused(client: TestClient, body: Any, sentence: str) -> None:
    answer = client.post("/todos", json=body)
    assert (answer.status_code, answer.json()) == (422, {"detail": sentence})
    assert client.get("/todos").json() == {"todos": []}


def test_half_a_character_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/todos", content=rb'{"text": "\ud83d"}', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("text: ")


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 422, "body: Field required."),
        (b"{", 422, "body: JSON decode error."),
        (b'"\xff"', 400, "There was an error parsing the body"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: TestClient, body: bytes, status: int, sentence: str
) -> None:
    answer = client.post("/todos", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (status, {"detail": sentence})


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=26", "offset=-1", "limit=x", f"offset={2**63}"]
)
def test_a_page_that_does_not_fit_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/todos?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(query.partition("=")[0] + ": ")


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**31), str(2**63)])
def test_a_number_that_does_not_fit_is_refused(client: TestClient, number: str) -> None:
    assert client.delete(f"/todos/{number}").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/todos/", 404), ("PUT", "/todos", 405)],
)
def test_every_refusal_has_the_same_shape(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert list(answer.json()) == ["detail"]


def test_a_wrong_method_is_told_the_right_ones(client: TestClient) -> None:
    assert client.put("/todos").headers["allow"] == "GET, POST"
    assert client.put("/todos/1").headers["allow"] == "DELETE"
    assert client.put("/").headers["allow"] == "GET, HEAD"


def test_the_log_tells_the_region_and_no_texts(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/todos", json={"text": "Buy milk"})
    with caplog.at_level(logging.INFO, "plugin"):
        client.get("/todos", headers={"openai-subdivision-1-iso-code": "US-CA"})
        client.get("/todos", headers={"openai-subdivision-1-iso-code": "nonsense"})
    said = [record.getMessage() for record in caplog.records if record.name == "plugin.todos"]
    assert said == ["listed 1 todos for a user in US-CA", "listed 1 todos"]


def test_items_outlive_a_restart(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'plugin.db'}")

    def restarted() -> FastAPI:
        return create_app(settings)

    with TestClient(restarted()) as before:
        before.post("/todos", json={"text": "Buy milk"})
    with TestClient(restarted()) as after:
        assert after.get("/todos").json() == {"todos": [{"id": 1, "text": "Buy milk"}]}
