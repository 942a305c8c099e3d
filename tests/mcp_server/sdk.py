"""The official SDK's client, against a plugin that runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent
from projects import Plugin

# The client's mode, and the revision of the protocol that it must lead to.
ERAS = {"auto": "2026-07-28", "legacy": "2025-11-25"}

Result = TypeVar("Result")


def talk(
    plugin: Plugin, mode: str, work: Callable[[Client], Awaitable[Result]], key: str = ""
) -> Result:
    """What `work` returns for a client that sends `key` as a bearer."""

    async def main() -> Result:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(headers=headers) as http:
            transport = streamable_http_client(f"{plugin.url}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                assert client.protocol_version == ERAS[mode]
                return await work(client)

    return anyio.run(main)


def call(
    plugin: Plugin, mode: str, name: str, arguments: dict[str, Any], key: str = ""
) -> tuple[str, Any, bool]:
    """A tool's text, its object, and whether it failed."""
    result = talk(plugin, mode, lambda client: client.call_tool(name, arguments), key)
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text, result.structured_content, result.is_error
