"""A project of ours, served by the host itself: on a free port, with its log."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import tomllib
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from scaffold.errors import Failure
from scaffold.plugin.model import WELL_KNOWN

# Seconds: uv may have to install first, and a slow disk to read a hundred packages.
_START_TIME = 120.0
_STOP_TIME = 5.0
_LINES = 400
_LONGEST_LINE = 1000
# Of a plugin that died.
_LAST_LINES = 12

# Run by the project's Python, as `python -m plugin`: its standard input is a pipe that the host
# holds, so whatever ends the host, `kill -9` too, is the end of that pipe and of all in the group.
_WITH_THE_HOST = """
import os, runpy, signal, threading, time
def end_with_input():
    os.read(0, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGTERM)
        time.sleep(5)
    os._exit(1)
threading.Thread(target=end_with_input, daemon=True).start()
runpy.run_module("plugin", run_name="__main__", alter_sys=True)
"""


def is_project(directory: Path) -> bool:
    """Whether `python -m plugin` serves a plugin there."""
    return (directory / "plugin/__main__.py").is_file() and (directory / WELL_KNOWN).is_file()


def python(directory: Path) -> list[str]:
    """What runs a project's Python: its `.venv`, else `python` on PATH if it can, else uv.

    Raises Failure where none of them does.
    """
    for name in (".venv/bin/python", ".venv/Scripts/python.exe"):
        if (directory / name).is_file():
            return [str((directory / name).absolute())]
    for name in ("python", "python3"):
        if (program := shutil.which(name)) and _has(program, _dependencies(directory)):
            return [program]
    if program := shutil.which("uv"):
        return [program, "run", "--quiet", "python"]
    raise Failure(
        f"{directory}: cannot be served: what it needs is not installed.",
        "Install it there: python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'",
    )


def _dependencies(directory: Path) -> list[str]:
    """The names of what a project needs installed."""
    try:
        described = tomllib.loads((directory / "pyproject.toml").read_text("utf-8"))
        listed = described["project"]["dependencies"]
    except (OSError, ValueError, KeyError, TypeError):
        return ["fastapi"]
    names = (re.match(r"[A-Za-z0-9._-]+", str(wish)) for wish in listed)
    return [name[0] for name in names if name]


def _has(program: str, distributions: list[str]) -> bool:
    look = "import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]"
    command = [program, "-c", look, *distributions]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Served:
    """A running project: where it is, what it printed, whether it still lives."""

    def __init__(
        self, directory: Path, settings: Mapping[str, str], changed: Callable[[], None]
    ) -> None:
        """`settings` are of its environment; `changed` is called for each line and at its end."""
        self.directory = directory
        self.settings = dict(settings)
        self._log: deque[str] = deque(maxlen=_LINES)
        self.port = _free_port()
        self._changed = changed
        self._python = python(directory)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Its address on this machine."""
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """The number of its process; 0 before it is started."""
        return self._process.pid if self._process else 0

    @property
    def log(self) -> list[str]:
        """What it printed last."""
        return list(self._log)

    @property
    def environment(self) -> dict[str, str]:
        """What it is run with: the settings win over its `.env`."""
        here = {"HOST": "127.0.0.1", "PORT": str(self.port), "PLUGIN_PUBLIC_URL": self.url}
        return {**os.environ, "PYTHONUNBUFFERED": "1", **here, **self.settings}

    @property
    def death(self) -> str:
        """Empty while it runs; else how it ended, with its last lines."""
        if self._process is None or (code := self._process.poll()) is None:
            return ""
        lines = self.log[-_LAST_LINES:]
        return "\n".join([f"The plugin ended, with exit code {code}:", *lines])

    def start(self) -> None:
        """Start it and wait until it listens; Failure, with its last lines, where it does not."""
        self._process = subprocess.Popen(
            [*self._python, "-c", _WITH_THE_HOST],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            # So that it ends with all that it started; and Ctrl-C is the host's to handle.
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        end = time.monotonic() + _START_TIME
        while not self._listens():
            if self._process.poll() is not None:
                self._reader.join(_STOP_TIME)
                raise Failure(f"{self.directory}: {self.death}")
            if time.monotonic() > end:
                self.stop()
                raise Failure(f"{self.directory}: does not listen after {_START_TIME:.0f} s.")
            time.sleep(0.03)

    def stop(self) -> None:
        """End it."""
        if self._process is None or self._process.poll() is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_TIME)
        except subprocess.TimeoutExpired:
            self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            self._process.wait()
        self._reader.join(_STOP_TIME)

    def restart(self, settings: Mapping[str, str]) -> None:
        """Start it again with more settings, at the same address."""
        self.stop()
        self.settings |= settings
        self._log.clear()
        self.start()

    def run(self, *arguments: str, stdin: str = "") -> str:
        """What `python -m plugin` prints for some arguments; Failure where it fails."""
        done = subprocess.run(
            [*self._python, "-m", "plugin", *arguments],
            cwd=self.directory,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise Failure(lines[-1] if lines else f"`plugin {arguments[0]}` failed.")
        return done.stdout

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout and process.stdin  # noqa: S101, PT018
        with process.stdin, process.stdout as lines:
            for line in lines:
                self._log.append(line.rstrip("\n")[:_LONGEST_LINE])
                self._changed()
            process.wait()
        self._changed()

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def _signal(self, number: int) -> None:
        assert self._process is not None  # noqa: S101
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, number)
            else:
                self._process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
