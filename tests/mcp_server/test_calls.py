"""Tool calls: what the operation receives, and what of its response goes out."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Response
from fastapi.responses import RedirectResponse
from hypothesis import given
from hypothesis import strategies as st

from mcp_server.conftest import Make, Probe
from mcp_server.operations import operation

texts = st.text(string.printable + "/%{}äß🥛", max_size=12)
plain = texts.filter(lambda text: text not in ("", ".", "..") and "/" not in text)
numbers = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {"name": plain},
        optional={
            "words": st.none() | st.lists(texts, min_size=1, max_size=3),
            "exact": st.none() | st.booleans(),
            "ratio": st.none() | numbers,
            "text": st.none() | texts,
            "size": st.none() | st.builds(lambda width: {"width": width}, st.integers(-9, 9)),
            "extra": values,
        },
    )
)
def test_every_argument_arrives_as_it_was_sent(echoing: Probe, arguments: dict[str, Any]) -> None:
    left_out = {"words": None, "exact": None, "ratio": None, "size": None, "extra": None}
    result = echoing.call("x", arguments)
    assert result.structured == left_out | {"text": "none"} | arguments, result.text
    assert json.loads(result.text) == result.structured


@given(st.dictionaries(st.sampled_from(["name", "words", "ratio", "size", "b"]), values))
def test_whatever_is_sent_gets_a_result(echoing: Probe, arguments: dict[str, Any]) -> None:
    result = echoing.call("x", arguments)
    assert result.text
    assert result.is_error == (result.structured is None)


@pytest.mark.parametrize("name", ["../x", "a/b", "..", ".", "", "/", None])
def test_no_argument_leads_to_another_operation(echoing: Probe, name: str | None) -> None:
    result = echoing.call("x", {"name": name})
    problem = "Field required." if name is None else "Must be one part of a path, without a slash."
    assert result == (f"name: {problem}", None, True)


@pytest.mark.parametrize("name", ["%2e%2e%2fx", "a?b=c", "a#b", "{name}", "\ud800", "ä b"])
def test_what_means_something_in_a_url_is_text(echoing: Probe, name: str) -> None:
    seen = "\ufffd" * 3 if name == "\ud800" else name
    assert echoing.call("x", {"name": name}).structured["name"] == seen


def responses() -> Iterator[tuple[Any, tuple[str, Any, bool]]]:
    yield {"content": b"plain", "media_type": "text/plain"}, ("plain", None, False)
    yield {"content": b"[1]", "media_type": "application/json"}, ("[1]", None, False)
    yield {"content": b"{}", "media_type": "application/hal+json"}, ("{}", {}, False)
    yield {"status_code": 204}, ("Successful Response", None, False)
    yield (
        {"content": b"\x89PNG", "media_type": "image/png"},
        ("The answer is image/png and no text.", None, True),
    )
    yield (
        {"content": b'{"detail": "No."}', "status_code": 418, "media_type": "application/json"},
        ("No.", None, True),
    )
    yield (
        {"content": b"broken", "status_code": 500, "media_type": "text/plain"},
        ("broken", None, True),
    )
    yield {"status_code": 304}, ("The API answers with status 304.", None, True)


@pytest.mark.parametrize(("response", "result"), list(responses()))
def test_every_response_is_a_result(probe: Make, response: Any, result: Any) -> None:
    @operation("GET")
    def answer() -> Response:
        return Response(**response)

    assert probe(answer).call("x", {}) == result


def test_a_redirect_is_not_followed(probe: Make) -> None:
    @operation("GET")
    def elsewhere() -> RedirectResponse:
        return RedirectResponse("https://evil.example")

    assert probe(elsewhere).call("x", {}) == ("The API answers with status 307.", None, True)


@given(st.integers(0, 30_000), st.sampled_from(["x", '"', "é", "🥛"]))
def test_no_more_goes_out_than_a_host_takes(probe: Make, count: int, character: str) -> None:
    @operation("GET")
    def long() -> dict[str, str]:
        return {"text": character * count}

    made = probe(long)
    result = made.call("x", {})
    # The text is quoted once more on its way.
    outgoing = len(json.dumps(result.text, ensure_ascii=False)) + len(
        json.dumps(result.structured, ensure_ascii=False)
    )
    assert outgoing <= 100_000
    if result.is_error:
        assert result.text == made.code.limits.ADVICE
        doubled = json.dumps({"text": character * count}, ensure_ascii=False)
        assert len(json.dumps(doubled, ensure_ascii=False)) + len(doubled) > 99_900
