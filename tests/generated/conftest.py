"""Projects to try: made by the command, served by their own server, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from scaffold import project, questions
from scaffold.questions import Answers

Make = Callable[[Answers], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a project from answers, the rest by default, without git."""

    def make(answers: Answers) -> Path:
        directory = tmp_path / f"plugin-{uuid.uuid4().hex[:6]}"
        files = project.render(questions.complete(questions.accept(answers), directory))
        return project.create(directory, files, commit=False).directory

    return make


class Server(NamedTuple):
    """A running `python -m plugin`: where it listens, what it printed first, where it logs."""

    url: str
    said: str
    log: Path


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts projects' servers on free ports; they end with the test."""
    running: list[subprocess.Popen[str]] = []

    def serve(directory: Path, **env: str) -> Server:
        port = env.setdefault("PORT", str(free_port()))
        log = directory.with_name(f"{directory.name}-{port}.log")
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "plugin"],
                cwd=directory,
                env={**os.environ, **env},
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        running.append(process)
        assert process.stdout is not None
        said = ""
        # It speaks once its port is open, and requests wait there from then on.
        while "Register" not in said:
            line = process.stdout.readline()
            assert line, log.read_text()
            said += line
        return Server(f"http://127.0.0.1:{port}", said, log)

    yield serve
    for process in running:
        process.terminate()
        process.communicate()


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
