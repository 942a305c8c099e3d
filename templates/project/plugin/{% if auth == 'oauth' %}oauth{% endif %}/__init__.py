"""The sign-in: an OAuth server for the classic host and for the hosts that speak MCP."""
