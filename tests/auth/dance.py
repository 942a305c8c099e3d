"""The sign-in as the host and a browser do it, against a running server."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import httpx2
from projects import Plugin

CALLBACK = "https://chat.openai.com/aip/plugin-1/oauth/callback"
PASSWORD = "correct horse battery"
VERIFIER = "v" * 43
S256 = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PKCE = {"code_challenge": S256, "code_challenge_method": "S256"}


LOOPBACK = "http://127.0.0.1:49152/callback"
CODEX = "https://chatgpt.com/oauth/codex/client.json"


class Host(NamedTuple):
    """A host: a client of the plugin, and a user who signs in there.

    `asks` and `proves` is what its kind of client sends besides, at the page and for a code.
    """

    plugin: Plugin
    client: dict[str, str]
    asks: dict[str, str] = {}
    proves: dict[str, str] = {}

    @property
    def http(self) -> httpx2.Client:
        return self.plugin.http

    @property
    def back(self) -> str:
        return self.asks.get("redirect_uri", CALLBACK)

    def submit(self, name: str = "ada", password: str = PASSWORD, **changed: Any) -> Any:
        asked = {
            "response_type": "code",
            "client_id": self.client["client_id"],
            "redirect_uri": CALLBACK,
            "scope": "todos",
            "state": "s",
            **self.asks,
            **changed,
        }
        params = {key: value for key, value in asked.items() if value is not None}
        fields = {"name": name, "password": password}
        return self.http.post("/oauth/authorize", params=params, data=fields)

    def code(self, **changed: Any) -> str:
        location: str = self.submit(**changed).headers["location"]
        return parse_qs(location.partition("?")[2])["code"][0]

    def exchange(self, code: str, /, **changed: Any) -> Any:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back}
        fields = {**self.client, **sent, **self.proves, **changed}
        return self.http.post(
            "/oauth/token", data={k: v for k, v in fields.items() if v is not None}
        )

    def refresh(self, token: str, **changed: Any) -> Any:
        sent = {"grant_type": "refresh_token", "refresh_token": token}
        return self.http.post("/oauth/token", data=self.client | sent | changed)

    def works(self, token: str) -> bool:
        answer = self.http.get("/todos", headers={"authorization": f"Bearer {token}"})
        return bool(answer.status_code == 200)

    def opens_mcp(self, token: str) -> bool:
        headers = {
            "authorization": f"Bearer {token}",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": "2025-11-25",
            "host": f"localhost:{self.http.base_url.port}",
        }
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        return bool(self.http.post("/mcp", json=asked, headers=headers).status_code == 200)


def host_of(plugin: Plugin) -> Host:
    """The classic host, with ada as its user."""
    plugin.command("users", "add", "ada", "--password-stdin", text=PASSWORD + "\n")
    names = "client_id", "client_secret"
    return Host(plugin, {name: plugin.secret(f"OAUTH_{name.upper()}") for name in names})


def mcp_host_of(plugin: Plugin, client_id: str) -> Host:
    """A host that speaks MCP, of somebody whom the plugin knows already."""
    resource = f"http://localhost:{plugin.http.base_url.port}/mcp"
    asks = {"redirect_uri": LOOPBACK, "resource": resource, **PKCE}
    return Host(plugin, {"client_id": client_id}, asks, {"code_verifier": VERIFIER})


def register(plugin: Plugin, **changed: Any) -> Any:
    about = {"client_name": "Codex", "redirect_uris": [LOOPBACK], **changed}
    return plugin.http.post("/oauth/register", json=about)
