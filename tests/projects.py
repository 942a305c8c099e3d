"""Generated projects: made in a moment, and tested and served as their authors do it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import httpx2
import pytest

from scaffold.project import contents, create
from scaffold.template import questions
from scaffold.template.questions import Answer, Answers
from scaffold.template.render import File

Make = Callable[[Answers], Path]
Serve = Callable[..., "Plugin"]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a project from answers, the rest by default, without git."""

    def make(answers: Answers) -> Path:
        directory = tmp_path / f"plugin-{len(list(tmp_path.iterdir()))}"
        return write(directory, answers)

    return make


def write(directory: Path, answers: Answers) -> Path:
    files = rendered(tuple(answers.items()))
    return create.create(directory, files, create.ours(), commit=False).directory


@cache
def rendered(answers: tuple[tuple[str, Answer], ...]) -> dict[str, File]:
    accepted = questions.accept(dict(answers))
    return contents.of(questions.complete(accepted, Path("plugin")))


@contextmanager
def imported(project: Path, *names: str) -> Iterator[SimpleNamespace]:
    """Modules of a project's `plugin` in this process, by the last part of their names."""
    sys.path.insert(0, str(project))
    try:
        modules = {name.rpartition(".")[2]: import_module(f"plugin.{name}") for name in names}
        yield SimpleNamespace(**modules)
    finally:
        sys.path.remove(str(project))
        for name in [name for name in sys.modules if name.split(".")[0] == "plugin"]:
            del sys.modules[name]


def run(directory: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Python in a project, with nothing left behind there."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        cwd=directory,
        env={**ours, **env},
        capture_output=True,
        text=True,
        check=False,
    )


# Passwords are hashed as often as ever, but each time quickly.
_PYTEST = """
import hashlib, sys
import pytest
scrypt = hashlib.scrypt
hashlib.scrypt = lambda *parts, **options: scrypt(*parts, **options | {"n": 2})
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


def run_tests(directory: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The project's own tests, without the plugins of pytest that only ours need."""
    env = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **env}
    return run(directory, "-c", _PYTEST, *arguments, **env)


class Plugin(NamedTuple):
    """A running server; `log` is what it said so far, complete once it is stopped."""

    directory: Path
    process: subprocess.Popen[bytes]
    http: httpx2.Client
    env: dict[str, str]
    log_file: Path

    @property
    def url(self) -> str:
        return str(self.http.base_url)

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


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts projects' servers on free ports; they end with the test.

    AssertionError, with what it said, where one does not start.
    """
    with serving() as serve:
        yield serve


@contextmanager
def serving() -> Iterator[Serve]:
    """The same for the length of a block."""
    running: list[Plugin] = []

    def serve(directory: Path, **env: str) -> Plugin:
        running.append(_start(directory, env))
        return running[-1]

    yield serve
    for plugin in running:
        plugin.stop()


def _start(directory: Path, env: dict[str, str]) -> Plugin:
    port = int(env.get("PORT") or free_port())
    env = {**os.environ, **env, "PORT": str(port)}
    log_file = directory.with_name(f"{directory.name}-{port}.log")
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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
