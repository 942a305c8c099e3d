"""A generated project's server, run as its author runs it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import httpx2


class Plugin(NamedTuple):
    """A running server; `log` is what it said so far, complete once it is stopped."""

    directory: Path
    process: subprocess.Popen[bytes]
    http: httpx2.Client
    env: dict[str, str]
    log_file: Path

    def command(self, *arguments: str, text: str = "") -> str:
        """What `python -m plugin` answers to these arguments."""
        return subprocess.run(
            [sys.executable, "-m", "plugin", *arguments],
            cwd=self.directory,
            env=self.env,
            input=text,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def secret(self, name: str) -> str:
        lines = (self.directory / ".env").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def start(directory: Path, env: dict[str, str]) -> Plugin:
    port = free_port()
    env = {**os.environ, "PORT": str(port), **env}
    log_file = directory.with_suffix(".log")
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "plugin"], cwd=directory, env=env, stdout=log, stderr=log
        )
    # The socket is bound before the server is ready; a call waits in its queue.
    limits = httpx2.Limits(max_connections=200)
    transport = httpx2.HTTPTransport(limits=limits)
    http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, transport=transport)
    while True:
        try:
            http.get("/")
        except httpx2.ConnectError:
            assert process.poll() is None, log_file.read_text()
            select.select([], [], [], 0.02)
        else:
            return Plugin(directory, process, http, env, log_file)
