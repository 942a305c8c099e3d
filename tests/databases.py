"""Empty databases, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import free_port
from sqlalchemy import create_engine, text


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own, without the database's name."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL here")
        pytest.skip("no PostgreSQL here")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    # PostgreSQL refuses to be run by root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(found[-1] / program), *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    port = free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("initdb", "-D", "data", "-A", "trust", "-U", "postgres")
    run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return empty(request.param, request, tmp_path)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on PostgreSQL."""
    return empty("postgresql", request, tmp_path)


def empty(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of a new database, the folder's own."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'plugin.db'}"
    server: str = request.getfixturevalue("postgres")
    name = f"t{abs(hash(folder))}"
    engine = create_engine(
        f"{server}/postgres".replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server}/{name}"
