"""A database with rows in it, and the program of another auth type."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from answers import PROJECTS
from projects import Make, run
from sqlalchemy import create_engine, text

MAKE_TABLES = "import sys; from plugin import app, database; database.connect(sys.argv[1])"


def executed(url: str, *statements: str) -> list[Any]:
    engine = create_engine(url)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return rows


# Several commands in one process, which takes a while to start.
COMMANDS = """
import sys
from plugin.__main__ import main
for line in sys.argv[1:]:
    sys.argv[1:] = line.split()
    print(f"exit {main()}", flush=True)
"""


def commands(project: Path, url: str, *lines: str) -> str:
    """What `python -m plugin` says to each line, with its exit code."""
    done = run(project, "-u", "-c", COMMANDS, *lines, DATABASE_URL=url)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout + done.stderr


def decide(project: Path, value: str) -> None:
    """Write a value into the revision that `migrate` drafted."""
    [revision] = (project / "migrations/versions").glob("0001_*.py")
    revision.write_text(revision.read_text().replace("= ???", f"= {value}"))


def test_a_column_with_a_default_is_added_to_the_rows_that_are_there(
    make: Make, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'plugin.db'}"
    project = make(PROJECTS["todo-none"])
    run(project, "-c", MAKE_TABLES, url)
    executed(url, "INSERT INTO todos (text) VALUES ('milk')")
    tables = project / "plugin/database.py"
    column = "    text: Mapped[str]\n"
    more = f"{column}    done: Mapped[bool] = mapped_column(default=False)\n"
    tables.write_text(tables.read_text().replace(column, more))
    said = commands(project, url, "migrate --yes")
    assert said == "+ the column todos.done (BOOLEAN)\nDone.\nexit 0\n"
    assert executed(url, "SELECT id, text, done FROM todos") == [(1, "milk", 0)]


def test_items_get_an_owner_only_when_somebody_says_whose_they_are(
    make: Make, postgres_url: str
) -> None:
    url = postgres_url.replace("postgresql:", "postgresql+psycopg:")
    run(make(PROJECTS["todo-none"]), "-c", MAKE_TABLES, url)
    executed(url, "INSERT INTO todos (text) VALUES ('milk'), ('eggs')")
    project = make(PROJECTS["todo-user_http-bearer"])
    said = commands(project, url, "users add ada", "migrate --yes", "migrate --yes")
    assert "What is left needs a decision: edit migrations/versions/0001_todos.py" in said
    assert "migrations/versions/0001_todos.py is not finished" in said
    decide(project, "(SELECT id FROM users WHERE name = 'ada')")
    said = commands(project, url, "migrate --yes", "migrate")
    assert "+ what migrations/versions/0001_todos.py says\nDone.\nexit 0" in said
    assert "The database is in step already.\nexit 0" in said
    assert executed(url, "SELECT id, owner, text FROM todos ORDER BY id") == [
        (1, 1, "milk"),
        (2, 1, "eggs"),
    ]
    executed(url, "DELETE FROM users")
    assert executed(url, "SELECT * FROM todos") == []


def test_users_and_their_items_stay_when_they_sign_in_another_way(
    make: Make, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'plugin.db'}"
    run(make(PROJECTS["todo-oauth"]), "-c", MAKE_TABLES, url)
    executed(
        url,
        "INSERT INTO users (name, password_hash) VALUES ('ada', ''), ('bob', '')",
        "INSERT INTO todos (owner, text) VALUES (1, 'milk'), (2, 'eggs'), (2, 'gone')",
        "DELETE FROM todos WHERE text = 'gone'",
    )
    project = make(PROJECTS["todo-user_http-bearer"])
    said = commands(project, url, "users renew ada", "migrate --yes")
    assert "the table users lacks the column key_hash" in said
    decide(project, "name")
    said = commands(project, url, "migrate --yes", "users renew ada")
    assert "The new key of ada, shown only this once:\n" in said
    assert executed(url, "SELECT id, owner, text FROM todos") == [(1, 1, "milk"), (2, 2, "eggs")]
    # No number is given twice, although the tables were made anew.
    executed(url, "INSERT INTO todos (owner, text) VALUES (1, 'bread')")
    assert executed(url, "SELECT max(id) FROM todos") == [(4,)]


def test_processes_that_start_at_once_make_the_tables_once(make: Make, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plugin.db'}"
    project = make(PROJECTS["todo-none"])
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: run(project, "-c", MAKE_TABLES, url), range(3)))
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 3
