"""Programs of others in a home of their own, as somebody has them who has just installed them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Make, Plugin, Serve, free_port

from hosts import npm
from hosts.npm import Program
from hosts.programs import HOSTS, Host
from scaffold.template.questions import Answers

Npm = Callable[[str, str, str], Program]
Start = Callable[..., Plugin]


@pytest.fixture
def npm_program(tmp_path: Path) -> Npm:
    """Gives a program by its package, its version and its name.

    All of a test share one home, empty at first. The test is skipped where npm cannot bring them.
    """
    home = tmp_path / "home"
    home.mkdir()
    return lambda package, version, name: npm.program(package, version, name, home)


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> Host:
    """Each host in turn."""
    return HOSTS[request.param]


@pytest.fixture
def start(make: Make, serve: Serve) -> Start:
    """Makes a project, and serves it where its package says that it is."""

    def start(answers: Answers, **env: str) -> Plugin:
        port = free_port()
        return serve(make({**answers, "port": port}), PORT=str(port), **env)

    return start
