"""The clients of well-known hosts, for when their documents cannot be fetched.

Some hosts refuse requests from data centres, and a machine may have no way out. This is what the
documents said in October 2026; a document that can be fetched wins.
"""

from plugin.oauth.client import Client

CHATGPT = Client(
    "https://chatgpt.com/oauth/client.json",
    "ChatGPT",
    "chatgpt.com",
    ("https://chatgpt.com/connector_platform_oauth_redirect",),
)
CODEX = Client(
    "https://chatgpt.com/oauth/codex/client.json",
    "Codex",
    "chatgpt.com",
    ("http://127.0.0.1/callback", "http://localhost/callback"),
)
CLAUDE = Client(
    "https://claude.ai/oauth/mcp-oauth-client-metadata",
    "Claude",
    "claude.ai",
    ("https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
)
CLAUDE_CODE = Client(
    "https://claude.ai/oauth/claude-code-client-metadata",
    "Claude Code",
    "claude.ai",
    ("http://localhost/callback", "http://127.0.0.1/callback"),
)
VS_CODE = Client(
    "https://vscode.dev/oauth/client-metadata.json",
    "Visual Studio Code",
    "vscode.dev",
    ("http://127.0.0.1:33418/", "https://vscode.dev/redirect"),
)

KNOWN = {client.client_id: client for client in (CHATGPT, CODEX, CLAUDE, CLAUDE_CODE, VS_CODE)}
