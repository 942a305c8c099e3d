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
from projects import Make, Serve

from hosts.conftest import Npm
from hosts.model import playing
from hosts.npm import Program

CODEX = "@openai/codex", "0.169.0", "codex"
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.hosts


@pytest.mark.parametrize("registration", ["cimd", "dcr"])
def test_codex_calls_a_tool_as_its_user(
    make: Make, serve: Serve, npm_program: Npm, registration: str
) -> None:
    codex = npm_program(*CODEX)
    plugin = serve(make(PROJECTS["todo-oauth"]), OAUTH_REGISTRATION="true")
    url = f"http://localhost:{plugin.http.base_url.port}/mcp"
    for name in ("ada", "bob"):
        plugin.command("users", "add", name, "--password-stdin", text=PASSWORD)
    (codex.home / ".codex").mkdir()
    (codex.home / ".codex/config.toml").write_text(f'[mcp_servers.todo]\nurl = "{url}"\n')
    sign_in(codex, registration)
    with closing(sqlite3.connect(plugin.directory / "plugin.db")) as database, database:
        database.execute(
            "INSERT INTO todos (owner, text) SELECT id, 'Buy milk for ' || name FROM users"
        )
    answer = conversation(codex)
    assert "Buy milk for ada" in answer
    assert "bob" not in answer


def sign_in(codex: Program, registration: str) -> None:
    """As `codex mcp login` does it on a machine without a browser."""
    words = "mcp", "login", "todo", "--no-browser", "--oauth-client-registration", registration
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


def conversation(codex: Program) -> str:
    """What a model says that calls listTodos and repeats what came back."""
    with playing("listTodos") as model:
        settings = [
            'model="scripted"',
            'model_provider="scripted"',
            f'model_providers.scripted={{name="scripted", base_url="{model.url}/v1", wire_api="responses", env_key="KEY"}}',
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        done = codex.run("exec", "--skip-git-repo-check", *options, "Show my list.", KEY="x")
    assert done.returncode == 0, done.stderr
    return done.stdout
