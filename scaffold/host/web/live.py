"""Tells open pages that something has changed, by server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

# Seconds: changes that come close together are told once; and proof of life for a quiet line.
_TOGETHER = 0.1
_ALIVE = 20.0


class Live:
    """Who listens. `changed` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[asyncio.Event] = set()
        self._is_closed = False

    def changed(self) -> None:
        """Tell everybody, soon."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell)

    async def events(self, _: Request) -> Response:
        """The stream; each event says only that there is something new."""
        self._loop = asyncio.get_running_loop()
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield "retry: 1000\n\n"
            while not self._is_closed:
                try:
                    await asyncio.wait_for(event.wait(), _ALIVE)
                except TimeoutError:
                    yield ": alive\n\n"
                    continue
                await asyncio.sleep(_TOGETHER)
                event.clear()
                yield "data: changed\n\n"
        finally:
            self._listeners.discard(event)

    def close(self) -> None:
        """End every stream."""
        self._is_closed = True
        self._tell()

    def _tell(self) -> None:
        for event in self._listeners:
            event.set()
