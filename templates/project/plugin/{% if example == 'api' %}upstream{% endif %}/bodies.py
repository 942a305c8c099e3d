"""Bodies: JSON at the plugin's door, and what the API takes instead of it behind."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from plugin.upstream.answers import as_text
from plugin.upstream.schemas import PREFIX, projected
from plugin.upstream.styles import deep, encoded

File = tuple[str, tuple[str | None, bytes]]


class Body(NamedTuple):
    """What is sent: the content, or parts that httpx2 puts together."""

    content: bytes
    headers: dict[str, str]
    files: Sequence[File] = ()


def takes(schema: str, *, required: bool = True) -> dict[str, Any]:
    """The body in an operation's `openapi_extra=`; `schema` is the name of one in schemas.json."""
    content = {"application/json": {"schema": {"$ref": f"{PREFIX}{schema}"}}}
    return {"requestBody": {"content": content, "required": required}}


async def content(request: Request) -> Any:
    """The JSON that came, without the fields that the operation does not declare; None without."""
    declared = request.scope["route"].openapi_extra["requestBody"]
    text = await request.body()
    if not text.strip():
        if declared.get("required"):
            raise HTTPException(422, "body: Field required.")
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "body: JSON decode error.") from error
    return projected(value, declared["content"]["application/json"]["schema"])


# A body that comes in as JSON.
Content = Annotated[Any, Depends(content)]


def as_json(value: Any, media_type: str = "application/json") -> Body | None:
    return None if value is None else body(json.dumps(value).encode(), media_type)


def as_form(value: Any, *, nested: bool = False) -> Body | None:
    """The fields of an object as a form; with `nested`, objects in it as `a[b]=c`."""
    if value is None:
        return None
    pieces = []
    for name, part in fields(value):
        if nested and isinstance(part, dict):
            pieces += deep(name, part)
        else:
            parts = part if isinstance(part, list) else [part]
            pieces += [f"{quote(name, safe='[]')}={encoded(one)}" for one in parts]
    return body("&".join(pieces).encode(), "application/x-www-form-urlencoded")


def as_parts(value: Any, binary: Sequence[str] = ()) -> Body | None:
    """The fields of an object as multipart/form-data; those in `binary` are files in base64."""
    if value is None:
        return None
    files: list[File] = []
    for name, part in fields(value):
        for one in part if isinstance(part, list) else [part]:
            if name in binary:
                files.append((name, (name, decoded(name, one))))
            else:
                files.append((name, (None, as_text(one).encode())))
    return Body(b"", {}, files)


def as_text_of(value: Any, media_type: str) -> Body | None:
    return None if value is None else body(as_text(value).encode(), media_type)


def as_bytes(value: Any, media_type: str) -> Body | None:
    """A text in base64 as the bytes that it stands for."""
    return None if value is None else body(decoded("body", value), media_type)


def body(content: bytes, media_type: str) -> Body:
    return Body(content, {"content-type": media_type})


def fields(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise HTTPException(422, "body: Input should be an object.")
    return [(name, part) for name, part in value.items() if part is not None]


def decoded(name: str, text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise HTTPException(422, f"{name}: Must be base64.") from error
