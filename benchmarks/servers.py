"""The servers that are compared: generated projects, and their peers, each on the same core."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
from jobs import program

SERVER_CORE, LOAD_CORE = "0", "1"
PEERS = Path(__file__).with_name("peers")
HYPERCORN = PEERS.parent.parent / "build/peers/bin/hypercorn"
QUART = "Quart and hypercorn"
BARE_SDK = "the bare SDK"
CALLBACK = "https://chat.openai.com/aip/benchmark/oauth/callback"

# What makes each project.
PROJECTS = {
    "todo-none": ["--auth-type=none"],
    "todo-service_http": ["--auth-type=service_http"],
    "todo-user_http": ["--auth-type=user_http"],
    "todo-oauth": ["--auth-type=oauth"],
    "facts-none": ["--auth-type=none", "--example=facts"],
}


class Server(NamedTuple):
    """A running server, and the headers with which a caller proves who they are."""

    url: str
    pid: int
    headers: dict[str, str]


@contextmanager
def running(name: str, work: Path) -> Iterator[Server | None]:
    """A server by its name, with ten items; None, and a word, for a peer that is not installed."""
    port = _free_port()
    peers: dict[str, list[str]] = {
        QUART: [str(HYPERCORN), "quart_todos:app", "--bind", f"127.0.0.1:{port}"],
        BARE_SDK: [sys.executable, "-m", "uvicorn", "mcp_todos:app", "--port", str(port)],
    }
    if name == QUART and not HYPERCORN.exists():
        print(f"{name}: is not installed")
        yield None
        return
    directory = PEERS if name in peers else _project(name, work)
    command = peers.get(name, [sys.executable, "-m", "plugin"])
    env = {**os.environ, "PORT": str(port)}
    with (work / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command], cwd=directory, env=env, stdout=log, stderr=log
        )
    try:
        _wait(port)
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            headers = {} if name in peers else _credentials(directory, http)
            if name.startswith("todo"):
                for number in range(1, 11):
                    item = {"text": f"item {number}"}
                    http.post("/todos", json=item, headers=headers).raise_for_status()
            yield Server(str(http.base_url), process.pid, headers)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _project(name: str, work: Path) -> Path:
    directory = work / f"{name}-{_free_port()}"
    command = [program("create-ai-plugin"), str(directory), "--yes", "--no-git", *PROJECTS[name]]
    subprocess.run(command, check=True, capture_output=True)
    return directory


def _wait(port: int) -> None:
    """Wait until a server listens; what is sent earlier than it is ready waits in its queue."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return


def _credentials(project: Path, http: httpx2.Client) -> dict[str, str]:
    secrets = _secrets(project)
    token = secrets.get("PLUGIN_API_KEY") or _secret_of_a_user(project)
    if "OAUTH_CLIENT_ID" in secrets and token:
        token = _signed_in(http, secrets, token)
    return {"authorization": f"Bearer {token}"} if token else {}


def _secrets(project: Path) -> dict[str, str]:
    file = project / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _secret_of_a_user(project: Path) -> str | None:
    """The key or the password of a new user; None where the project has no users."""
    command = [sys.executable, "-m", "plugin", "users", "add", "ada"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return done.stdout.split()[-1] if done.returncode == 0 else None


def _signed_in(http: httpx2.Client, secrets: dict[str, str], password: str) -> str:
    """The access token of a sign-in, as the classic host does it."""
    client_id, client_secret = secrets["OAUTH_CLIENT_ID"], secrets["OAUTH_CLIENT_SECRET"]
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": "todos",
        "state": "s",
    }
    typed = {"name": "ada", "password": password}
    back = http.post("/oauth/authorize", params=asked, data=typed).headers["location"]
    body = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": CALLBACK,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    token: str = http.post("/oauth/token", json=body).raise_for_status().json()["access_token"]
    return token
