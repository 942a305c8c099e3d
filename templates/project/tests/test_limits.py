"""How long a request and an answer may be, whatever they are made of."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Body, FastAPI, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from plugin.host import HOSTS
from plugin.limits import ADVICE, MAX_ANSWER_CHARACTERS, MAX_BODY_BYTES


@pytest.mark.parametrize("character", ["x", "é", "🥛"])
def test_an_answer_may_have_as_many_characters_as_the_host_takes(
    app: FastAPI, client: TestClient, character: str
) -> None:
    @app.get("/long")
    def long(extra: int = 0) -> Response:
        return Response(character * (MAX_ANSWER_CHARACTERS + extra), media_type="text/plain")

    assert client.get("/long").text == character * MAX_ANSWER_CHARACTERS
    answer = client.get("/long", params={"extra": 1}, headers={"origin": HOSTS[0]})
    assert (answer.status_code, answer.json()) == (413, {"detail": ADVICE})
    assert answer.headers["access-control-allow-origin"] == HOSTS[0]


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (1, 413)])
def test_a_character_split_between_parts_of_a_stream_counts_once(
    app: FastAPI, client: TestClient, extra: int, status: int
) -> None:
    body = ("é" * (MAX_ANSWER_CHARACTERS + extra)).encode()

    def parts() -> Iterator[bytes]:
        yield from (body[start : start + 999] for start in range(0, len(body), 999))

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(parts(), media_type="application/json")

    answer = client.get("/stream")
    assert answer.status_code == status
    assert (answer.content == body) is (status == 200)


def test_what_is_not_text_is_not_counted(app: FastAPI, client: TestClient) -> None:
    @app.get("/image")
    def image() -> Response:
        return Response(b"x" * (MAX_ANSWER_CHARACTERS + 1), media_type="image/png")

    assert client.get("/image").status_code == 200


@pytest.mark.parametrize("parts", [1, 2])
def test_a_body_that_is_too_long_is_refused(app: FastAPI, client: TestClient, parts: int) -> None:
    @app.post("/text")
    def text(text: Annotated[str, Body()]) -> None:
        pass

    part = b" " * (MAX_BODY_BYTES // parts + 1)
    answer = client.post("/text", content=(part for _ in range(parts)))
    assert answer.status_code == 413
    assert answer.json() == {"detail": "The body is longer than 100,000 bytes."}
