"""Clients that register themselves, at a running server: floods, and more than one process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from answers import PROJECTS
from dance import host_of, mcp_host_of, register
from projects import Make, Serve
from sqlalchemy import create_engine, text
from web import QUICK


def test_a_flood_fills_nothing_and_pushes_no_user_out(
    make: Make, serve: Serve, database_url: str
) -> None:
    project = make(PROJECTS["todo-oauth"])
    source = project / "plugin/oauth/registration.py"
    source.write_text(source.read_text().replace("MAX_CLIENTS = 1000", "MAX_CLIENTS = 30"))
    env = {"DATABASE_URL": database_url, "OAUTH_REGISTRATION": "true", **QUICK}
    plugin = serve(project, **env)
    host_of(plugin)
    client_id = register(plugin).json()["client_id"]
    host = mcp_host_of(plugin, client_id)
    token = host.exchange(host.code()).json()
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda number: register(plugin, client_name=str(number)), range(200))
        )
    assert {answer.status_code for answer in answers} == {201}
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM oauth_clients")).scalar_one()
    engine.dispose()
    # As many more as there were transactions at once, until the next one.
    assert count <= 30 + 16
    newer = host.refresh(token["refresh_token"]).json()
    assert host.opens_mcp(newer["access_token"])
    assert host.opens_mcp(host.exchange(host.code()).json()["access_token"])


def test_every_process_knows_it_and_none_where_it_is_off(
    make: Make, serve: Serve, database_url: str
) -> None:
    project = make(PROJECTS["todo-oauth"])
    env = {"DATABASE_URL": database_url, **QUICK}
    first, second = (serve(project, OAUTH_REGISTRATION="true", **env) for _ in range(2))
    host_of(first)
    client_id = register(first).json()["client_id"]
    host = mcp_host_of(second, client_id)
    assert host.opens_mcp(host.exchange(host.code()).json()["access_token"])
    off = mcp_host_of(serve(project, **env), client_id)
    assert register(off.plugin).status_code == 404
    assert off.submit().status_code == 400
