"""A server of the Model Context Protocol (MCP) that runs: what it answers to a host."""
