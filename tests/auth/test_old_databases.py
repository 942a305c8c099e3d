"""A database that an earlier release's plugin has filled serves the plugin of today."""

from __future__ import annotations

import pytest
from answers import PROJECTS
from dance import CODEX, host_of, mcp_host_of
from old_projects import Old
from projects import Make, Serve
from sqlalchemy import create_engine, inspect
from web import OFFLINE


def tables(url: str) -> dict[str, str]:
    """Every table, with all that is known of its columns."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    found = inspect(engine)
    known = {name: str(found.get_columns(name)) for name in found.get_table_names()}
    engine.dispose()
    return known


@pytest.mark.parametrize("release", ["1.1.0", "1.2.0"])
def test_users_and_their_tokens_go_on(
    make: Make, serve: Serve, old: Old, database_url: str, release: str
) -> None:
    before = old(release, PROJECTS["todo-oauth"])
    env = {
        "DATABASE_URL": database_url,
        "OAUTH_CLIENT_ID": "c" * 20,
        "OAUTH_CLIENT_SECRET": "s" * 20,
    }
    (before / ".env").write_text("".join(f"{name}={value}\n" for name, value in env.items()))
    plugin = serve(before, **env)
    host = host_of(plugin)
    token = host.exchange(host.code()).json()
    headers = {"authorization": f"Bearer {token['access_token']}"}
    assert plugin.http.post("/todos", json={"text": "Buy milk"}, headers=headers).status_code == 201
    plugin.stop()
    were = tables(database_url)

    today = serve(make(PROJECTS["todo-oauth"]), **env, **OFFLINE)
    host = host._replace(plugin=today)
    assert today.http.get("/todos", headers=headers).json()["todos"][0]["text"] == "Buy milk"
    assert not host.opens_mcp(token["access_token"])
    newer = host.refresh(token["refresh_token"]).json()
    assert host.works(newer["access_token"])
    assert host.refresh(token["refresh_token"]).status_code == 400
    assert not host.works(newer["access_token"])
    assert host.works(host.exchange(host.code()).json()["access_token"])
    door = mcp_host_of(today, CODEX)
    assert door.opens_mcp(door.exchange(door.code()).json()["access_token"])
    now = tables(database_url)
    assert {name: now[name] for name in were} == were
    assert now.keys() - were.keys() == {"oauth_consents", "oauth_clients", "sign_in_tries"}
