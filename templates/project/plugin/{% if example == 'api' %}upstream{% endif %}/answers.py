"""What the API answers, as it goes on: declared fields, no more than a host takes, no secrets."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from fastapi import HTTPException, Response

from plugin.limits import ADVICE, MAX_ANSWER_CHARACTERS
from plugin.upstream.schemas import PREFIX, projected

# Of an answer's headers these go on, and no other.
HEADERS = ("content-language", "etag", "last-modified", "link", "retry-after", "x-total-count")
TOO_LONG = ADVICE
# What the tool's result adds to the answer: /mcp sends it as a text and as an object.
ROOM = MAX_ANSWER_CHARACTERS // 2 - 2_000
MAX_REASON = 300


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def returns(
    description: str, schema: str = "", media_type: str = "application/json"
) -> dict[str, Any]:
    """One of an operation's `responses=`; `schema` is the name of one in schemas.json."""
    if not schema:
        return {"description": description}
    content = {media_type: {"schema": {"$ref": f"{PREFIX}{schema}"}}}
    return {"description": description, "content": content}


def success(responses: Mapping[Any, Any]) -> dict[str, Any]:
    """The first declared success that has content."""
    successes = (found for status, found in responses.items() if str(status).startswith("2"))
    return next((found for found in successes if "content" in found), {})


def accepted(responses: Mapping[Any, Any]) -> str:
    """The header Accept: what is declared, or else anything."""
    return ", ".join([*success(responses).get("content", ()), "*/*;q=0.1"])


def passed_on(answer: Answer, responses: Mapping[Any, Any]) -> Response:
    """The answer, cut down to what is declared for its status; HTTPException if that is no use."""
    headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    declared: dict[str, Any] = responses.get(answer.status) or success(responses)
    declared_types = declared.get("content")
    if not declared_types or not answer.content:
        return Response(status_code=answer.status, headers=headers)
    if not is_json(answer.media_type):
        if not any(not is_json(name) for name in declared_types):
            raise HTTPException(502, f"The API answers with {answer.media_type} instead of JSON.")
        headers["content-type"] = answer.headers.get("content-type", "application/octet-stream")
        return Response(answer.content, answer.status, headers)
    try:
        value = json.loads(answer.text)
    except (ValueError, RecursionError) as error:
        raise HTTPException(502, "The API answers with JSON that cannot be read.") from error
    [media] = declared_types.values()
    text = shortened(projected(value, media["schema"]))
    return Response(text.encode(), answer.status, headers, media_type="application/json")


def is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def shortened(value: Any) -> str:
    """The value as JSON; where that is too long for a host, its longest list is cut.

    A note says so, in the list or beside it. HTTPException where no list is to blame.
    """
    if length(value) <= ROOM:
        return text_of(value)
    name, items = longest(value)
    kept = fitting(items, ROOM - 500 - (length(value) - length(items)))
    if not kept:
        raise HTTPException(413, TOO_LONG)
    note = (
        f"Only the first {kept} of {len(items)} are here, because the answer was too long: "
        "ask for fewer, for the next page, or for what you look for."
    )
    if name is None:
        return text_of([*items[:kept], {"note": note}])
    return text_of({**value, name: items[:kept], "note": note})


def longest(value: Any) -> tuple[str | None, list[Any]]:
    """The list that takes most room, and the field that holds it; none for the value itself."""
    if isinstance(value, list):
        return None, value
    fields = value if isinstance(value, dict) else {}
    name = max(fields, key=lambda name: length(fields[name]), default=None)
    if name is None or not isinstance(fields[name], list):
        raise HTTPException(413, TOO_LONG)
    return name, fields[name]


def fitting(items: list[Any], room: int) -> int:
    """How many of the items fit."""
    for number, item in enumerate(items):
        room -= length(item) + 2
        if room < 0:
            return number
    return len(items)


def length(value: Any) -> int:
    # As /mcp counts it: once as a text in quotes, once as an object.
    return len(json.dumps(text_of(value), ensure_ascii=False))


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def refusal(answer: Answer, hidden: Callable[[str], str]) -> HTTPException:
    """What the API refuses or fails with, in a sentence without credentials."""
    status, reason = answer.status, hidden(reason_of(answer))
    said = f": {reason}" if reason else "."
    if status in (401, 407):
        # For whoever called, 401 would mean that their own credentials are wrong.
        return HTTPException(502, f"The API does not accept the plugin's credentials{said}")
    if status == 429:
        wait = seconds(answer.headers.get("retry-after"))
        when = f"again in {wait} seconds" if wait else "again later"
        headers = {"retry-after": str(wait)} if wait else None
        return HTTPException(429, f"The API takes no more calls for now: try {when}.", headers)
    if status >= 500:
        return HTTPException(status, f"The API fails with status {status}{said}")
    if status >= 400:
        return HTTPException(status, reason or f"The API refuses with status {status}.")
    return HTTPException(502, f"The API redirects elsewhere (status {status}): not followed.")


def reason_of(answer: Answer) -> str:
    """The API's own sentence, where it has one."""
    if not is_json(answer.media_type):
        return ""
    try:
        value = json.loads(answer.text)
    except (ValueError, RecursionError):
        return ""
    for _ in range(3):
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            names = ("detail", "message", "error_description", "error", "errors", "title", "msg")
            value = next((value[name] for name in names if value.get(name)), None)
    words = " ".join(str(value).split()) if isinstance(value, str) else ""
    return words if len(words) <= MAX_REASON else words[:MAX_REASON] + "…"


def seconds(header: str | None) -> int | None:
    """Retry-After in seconds: a number, or a date; None where it is neither."""
    if header is None:
        return None
    if re.fullmatch("[0-9]{1,6}", header):
        return int(header)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0, round((when - datetime.now(UTC)).total_seconds()))


def as_text(value: Any) -> str:
    """A value as it is written where there are no types."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else json.dumps(value, ensure_ascii=False)
