"""Loads the SDK beside the running application: the first answers do not wait for it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import anyio
import anyio.to_thread
from fastapi import FastAPI, HTTPException
from starlette.types import ASGIApp

from plugin.mcp.tools import Tool

log = logging.getLogger(__name__)


class Loading:
    """The SDK's server, once it is there."""

    def __init__(self) -> None:
        self.ended = anyio.Event()
        self.server: ASGIApp | None = None

    async def run(self, app: FastAPI, tools: dict[str, Tool]) -> None:
        """Loads the server and keeps it running; a failure is logged, and the API goes on."""
        try:
            server = await anyio.to_thread.run_sync(import_module, "plugin.mcp.server")
            manager = server.create_manager(app, tools)
            async with manager.run():
                self.server = manager.handle_request
                self.ended.set()
                await anyio.sleep_forever()
        except ImportError as error:
            log.error("/mcp lacks what pyproject.toml names; install the project again: %s", error)
        except Exception:
            log.exception("/mcp could not be started")
        finally:
            self.server = None
            self.ended.set()

    async def wait(self) -> ASGIApp:
        """The server; HTTPException where it could not be loaded."""
        await self.ended.wait()
        if self.server is None:
            raise HTTPException(503, "The MCP server could not be started: the log tells why.")
        return self.server


@asynccontextmanager
async def loading(app: FastAPI, tools: dict[str, Tool]) -> AsyncIterator[Loading]:
    async with anyio.create_task_group() as tasks:
        server = Loading()
        tasks.start_soon(server.run, app, tools)
        yield server
        tasks.cancel_scope.cancel()
