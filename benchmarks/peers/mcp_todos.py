"""The same list as a bare MCP server on the official SDK, from memory: the SDK's own part."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import mcp_types as types
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Mount

TODOS = {"todos": [{"id": number, "text": f"item {number}"} for number in range(1, 11)]}
SCHEMA: dict[str, Any] = {"type": "object", "properties": {"limit": {"type": "integer"}}}
TOOL = types.Tool(name="listTodos", input_schema=SCHEMA)
Context = ServerRequestContext[Any, Any]


async def list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[TOOL])


async def call_tool(_: Context, __: types.CallToolRequestParams) -> types.CallToolResult:
    text = types.TextContent(text=json.dumps(TODOS))
    return types.CallToolResult(content=[text], structured_content=TODOS)


server = Server(
    "todos",
    get_tool_input_schema=lambda _: SCHEMA,
    on_list_tools=list_tools,
    on_call_tool=call_tool,
)
manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with manager.run():
        yield


app = Starlette(routes=[Mount("/", app=manager.handle_request)], lifespan=lifespan)
