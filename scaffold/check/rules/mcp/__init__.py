"""The rules of an MCP server that runs, a file for each topic."""

from scaffold.check.rules.mcp import calls, server, sign_in, tools

# In the order in which people read of them.
TOPICS = (server, sign_in, tools, calls)
