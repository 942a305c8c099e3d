"""The plugin as an MCP server: POST /mcp, with a tool for each operation of the API."""
