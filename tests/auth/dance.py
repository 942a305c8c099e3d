"""The sign-in as the host and a browser do it, against a running server."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qs

import httpx2
from projects import Plugin

CALLBACK = "https://chat.openai.com/aip/plugin-1/oauth/callback"
PASSWORD = "correct horse battery"


class Host(NamedTuple):
    """The host: a client that the plugin knows, and a user who signs in there."""

    plugin: Plugin
    client: dict[str, str]

    @property
    def http(self) -> httpx2.Client:
        return self.plugin.http

    def submit(self, name: str = "ada", password: str = PASSWORD, **changed: Any) -> Any:
        asked = {
            "response_type": "code",
            "client_id": self.client["client_id"],
            "redirect_uri": CALLBACK,
            "scope": "todos",
            "state": "s",
        } | changed
        params = {key: value for key, value in asked.items() if value is not None}
        fields = {"name": name, "password": password}
        return self.http.post("/oauth/authorize", params=params, data=fields)

    def code(self, **changed: Any) -> str:
        location: str = self.submit(**changed).headers["location"]
        return parse_qs(location.partition("?")[2])["code"][0]

    def exchange(self, code: str, /, **changed: Any) -> Any:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        fields = {k: v for k, v in (self.client | sent | changed).items() if v is not None}
        return self.http.post("/oauth/token", json=fields)

    def refresh(self, token: str, **changed: Any) -> Any:
        sent = {"grant_type": "refresh_token", "refresh_token": token}
        return self.http.post("/oauth/token", data=self.client | sent | changed)

    def works(self, token: str) -> bool:
        answer = self.http.get("/todos", headers={"authorization": f"Bearer {token}"})
        return bool(answer.status_code == 200)


def host_of(plugin: Plugin) -> Host:
    plugin.command("users", "add", "ada", "--password-stdin", text=PASSWORD + "\n")
    names = "client_id", "client_secret"
    return Host(plugin, {name: plugin.secret(f"OAUTH_{name.upper()}") for name in names})
