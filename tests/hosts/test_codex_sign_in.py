"""Codex signs its user in through the plugin's own page, and calls a tool as that user."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from html import unescape

import httpx2
import pytest
from answers import PROJECTS

from hosts.conftest import Npm, Start
from hosts.model import playing
from hosts.npm import Program
from hosts.programs import HOSTS, follow

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.hosts


@pytest.mark.parametrize("registration", ["cimd", "dcr"])
def test_codex_calls_a_tool_as_its_user(start: Start, npm_program: Npm, registration: str) -> None:
    host = HOSTS["codex"]
    codex = npm_program(host.package, host.version, host.name)
    plugin = start(PROJECTS["todo-oauth"], OAUTH_REGISTRATION="true")
    for name in ("ada", "bob"):
        plugin.command("users", "add", name, "--password-stdin", text=PASSWORD)
    follow(plugin.directory, host, codex)
    sign_in(codex, registration)
    with closing(sqlite3.connect(plugin.directory / "plugin.db")) as database, database:
        database.execute(
            "INSERT INTO todos (owner, text) SELECT id, 'Buy milk for ' || name FROM users"
        )
    with playing("listTodos") as model:
        answer = host.ask(codex, model, {})
    assert "Buy milk for ada" in answer
    assert "bob" not in answer


def sign_in(codex: Program, registration: str) -> None:
    """As `codex mcp login` does it on a machine without a browser."""
    words = "mcp", "login", "todo-list", "--no-browser", "--oauth-client-registration", registration
    with subprocess.Popen(
        [codex.path, *words],
        cwd=codex.home,
        env=codex.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as login:
        assert login.stdout
        said = ""
        for line in login.stdout:
            said += line
            if address := re.search(r"http://\S+/oauth/authorize\S+", line):
                said += login.communicate(agree(address[0]) + "\n", timeout=60)[0]
                break
    assert login.returncode == 0, said


def agree(url: str) -> str:
    """What the user does in a browser; where it goes back to."""
    with httpx2.Client() as browser:
        page = unescape(browser.get(url).text)
        assert "It calls itself <q><bdi>Codex</bdi></q>" in page
        assert "a program on this computer" in page
        back = browser.post(url, data={"name": "ada", "password": PASSWORD})
    assert back.status_code == 303
    return str(back.headers["location"])
