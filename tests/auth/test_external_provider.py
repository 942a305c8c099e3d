"""`external` with a real identity provider: npm's oidc-provider."""

from __future__ import annotations

import shutil
import subprocess
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from answers import PROJECTS
from projects import Make, Plugin, Serve, free_port

AUDIENCE = "todo-plugin"
SOURCE = Path(__file__).with_name("provider.mjs")

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where oidc-provider is installed."""
    installed = tmp_path_factory.mktemp("provider")
    shutil.copy(SOURCE, installed)
    command = ["npm", "install", "--no-fund", "--no-audit", "oidc-provider@9"]
    subprocess.run(command, cwd=installed, check=True, capture_output=True)
    return installed


@contextmanager
def provider(folder: Path, port: int, key: str) -> Iterator[None]:
    process = subprocess.Popen(
        ["node", SOURCE.name, str(port), AUDIENCE, key], cwd=folder, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.terminate()
        process.communicate()


def token(port: int, resource: str = "urn:todos") -> str:
    answer = httpx2.post(
        f"http://127.0.0.1:{port}/token",
        auth=("host", "secret-of-the-host"),
        data={"grant_type": "client_credentials", "scope": "todos", "resource": resource},
    )
    made: str = answer.json()["access_token"]
    return made


def altered(good: str) -> list[str]:
    head, claims, signature = good.split(".")
    padded = urlsafe_b64decode(claims + "==")
    other = urlsafe_b64encode(padded.replace(b'"host"', b'"ada!"')).decode().rstrip("=")
    none = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return [f"{head}.{other}.{signature}", f"{head}.{claims}.", f"{none}.{claims}.", f"{head}.{claims}.{signature[::-1]}"]  # fmt: skip


def status(plugin: Plugin, sent: str) -> int:
    return plugin.http.get("/todos", headers={"authorization": f"Bearer {sent}"}).status_code


def mcp_status(plugin: Plugin, sent: str) -> int:
    headers = {
        "authorization": f"Bearer {sent}",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
    }
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    return plugin.http.post("/mcp", json=asked, headers=headers).status_code


def test_its_tokens_are_taken_and_no_others(make: Make, serve: Serve, folder: Path) -> None:
    port = free_port()
    directory = make(PROJECTS["todo-external"])
    # So that the test need not wait for the new keys.
    source = directory / "plugin/provider.py"
    source.write_text(source.read_text().replace("SECONDS_BETWEEN = 10", "SECONDS_BETWEEN = 0"))
    issuer = f"http://127.0.0.1:{port}"
    plugin = serve(directory, OAUTH_ISSUER=issuer, OAUTH_AUDIENCE=AUDIENCE)
    with provider(folder, port, "first"):
        old = token(port)
        assert status(plugin, old) == 200
        assert status(plugin, token(port, "urn:other")) == 401
        # What MCP's hosts ask for opens /mcp and the API; what the classic host gets, the API alone.
        for_mcp = token(port, f"http://localhost:{plugin.http.base_url.port}/mcp")
        assert status(plugin, for_mcp) == 200
        assert mcp_status(plugin, for_mcp) == 200
        assert mcp_status(plugin, old) == 401
        assert [status(plugin, bad) for bad in altered(old)] == [401] * 4
    # With the provider away, its keys are still known.
    assert status(plugin, old) == 200
    with provider(folder, port, "second"):
        assert status(plugin, token(port)) == 200
        assert status(plugin, old) == 401
