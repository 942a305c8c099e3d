"""A tool call as a call of the API, in this process: its routes, its checks, its sentences."""

import json
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlencode

import anyio
from fastapi import Request
from starlette.types import Message, Scope

from plugin.limits import ADVICE, MAX_ANSWER_CHARACTERS
from plugin.mcp.tools import Tool


class ArgumentError(Exception):
    """Why an argument has no place in the operation's request, in a sentence."""


class Result(NamedTuple):
    """What the host gets: a text, and the same as a JSON object where it is one."""

    text: str
    structured: dict[str, Any] | None = None
    is_error: bool = False


class Target(NamedTuple):
    """What of the operation's request the arguments decide; path and query percent-encoded."""

    path: str
    query: str
    body: bytes | None


class Response(NamedTuple):
    status: int
    media_type: str
    body: bytes


async def call(
    tool: Tool, arguments: dict[str, Any], request: Request, authorization: str | None
) -> Result:
    """Calls the operation for whom `request`, to /mcp, came from; a refusal is a result, too."""
    try:
        target = to_target(tool, arguments)
        result = to_result(tool, await send(tool.method, target, request, authorization))
    except ArgumentError as error:
        result = Result(str(error), is_error=True)
    # What goes out is the text, quoted, and the same once more as an object.
    if len(json.dumps(result[:2], ensure_ascii=False)) > MAX_ANSWER_CHARACTERS:
        return Result(ADVICE, is_error=True)
    return result


def to_target(tool: Tool, arguments: dict[str, Any]) -> Target:
    """The request that the operation expects; ArgumentError where it cannot be made."""
    if unknown := arguments.keys() - tool.places.keys():
        names = ", ".join(tool.places) or "no arguments"
        raise ArgumentError(f"{', '.join(sorted(unknown))}: {tool.name} takes {names}.")
    for name, place in tool.places.items():
        if place == "path" and arguments.get(name) is None:
            raise ArgumentError(f"{name}: Field required.")
    path, query, body = tool.path, [], None
    if "field" in tool.places.values():
        body = {name: value for name, value in arguments.items() if tool.places[name] == "field"}
    for name, value in arguments.items():
        place = tool.places[name]
        if place == "body":
            body = value
        elif place == "path":
            path = path.replace(f"{{{name}}}", segment(name, as_text(value)))
        # In a query, null would become a text; in a body it may mean something.
        elif place == "query" and value is not None:
            parts = value if isinstance(value, list) else [value]
            query += [(name, as_text(part)) for part in parts]
    encoded = None if body is None else json.dumps(body).encode()
    return Target(path, urlencode(query, errors="surrogatepass"), encoded)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def segment(name: str, text: str) -> str:
    # With any of these it could be the path of another operation.
    if text in ("", ".", "..") or "/" in text:
        raise ArgumentError(f"{name}: Must be one part of a path, without a slash.")
    return quote(text, safe="", errors="surrogatepass")


async def send(
    method: str, target: Target, request: Request, authorization: str | None
) -> Response:
    """Passes a request of its own through the whole application, as a server would."""
    body = target.body or b""
    headers = {"host": request.headers["host"], "content-length": str(len(body))}
    if authorization is not None:
        headers["authorization"] = authorization
    if target.body is not None:
        headers["content-type"] = "application/json"
    # Nothing else of what the host sent to /mcp is for the operation.
    same = ("type", "asgi", "http_version", "scheme", "client", "server")
    scope: Scope = {name: request.scope.get(name) for name in same} | {
        "method": method,
        "path": unquote(target.path),
        "raw_path": target.path.encode(),
        "query_string": target.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "state": dict(request.scope["state"]),
    }
    unread = [body]
    start: Message = {}
    received = bytearray()

    async def receive() -> Message:
        if not unread:
            # Nobody hangs up before the response is there.
            await anyio.sleep_forever()
        return {"type": "http.request", "body": unread.pop()}

    async def keep(message: Message) -> None:
        start.update(message)
        received.extend(message.get("body", b""))

    await request.app(scope, receive, keep)
    media_type = dict(start["headers"]).get(b"content-type", b"").decode("latin-1")
    return Response(start["status"], media_type.partition(";")[0].strip(), bytes(received))


def to_result(tool: Tool, response: Response) -> Result:
    if not 200 <= response.status < 300:
        return Result(reason(response), is_error=True)
    if not response.body:
        return Result(tool.success)
    is_json = response.media_type == "application/json" or response.media_type.endswith("+json")
    if not is_json and not response.media_type.startswith("text/"):
        return Result(f"The answer is {response.media_type} and no text.", is_error=True)
    text = response.body.decode("utf-8", "replace")
    content = json.loads(text) if is_json else None
    return Result(text, content if isinstance(content, dict) else None)


def reason(response: Response) -> str:
    """The sentence with which the API refuses."""
    text = response.body.decode("utf-8", "replace")
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, TypeError, KeyError):
        return text or f"The API answers with status {response.status}."
