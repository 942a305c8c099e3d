"""How long a request and an answer may be."""

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugin.errors import problem

# Far above what an operation takes, far below what would fill the memory.
MAX_BODY_BYTES = 100_000
# The host refuses a longer answer.
MAX_ANSWER_CHARACTERS = 100_000
ADVICE = "The answer is longer than 100,000 characters: ask for less, such as a smaller page."
# The bytes of UTF-8 that do not begin a character.
CONTINUATION = bytes(range(0x80, 0xC0))


class BodyLimit:
    """Answers 413 to a body that is too long, without reading it to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0

        async def receive_if_short() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > MAX_BODY_BYTES:
                raise HTTPException(413, "The body is longer than 100,000 bytes.")
            return message

        await self.app(scope, receive_if_short, send)


class AnswerLimit:
    """Answers 413 with advice in place of an API answer that the host would refuse."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []
        characters = 0

        async def send_if_short(message: Message) -> None:
            nonlocal characters
            if characters > MAX_ANSWER_CHARACTERS:
                return
            if message["type"] == "http.response.start" and is_api_text(scope, message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                characters += len(message.get("body", b"").translate(None, CONTINUATION))
                if characters > MAX_ANSWER_CHARACTERS:
                    await problem(413, ADVICE)(scope, receive, send)
                elif not message.get("more_body", False):
                    for part in held:
                        await send(part)

        await self.app(scope, receive, send_if_short)


def is_api_text(scope: Scope, start: Message) -> bool:
    if not getattr(scope.get("route"), "include_in_schema", False):
        return False
    media = dict(start["headers"]).get(b"content-type", b"")
    return media.startswith(b"text/") or b"json" in media
