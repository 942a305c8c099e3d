"""`python -m plugin migrate`: shows what a database lacks, and adds it; it never drops anything."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from plugin import database
from plugin.errors import PluginError
from plugin.settings import load_settings
from plugin.typed import command


def add_commands(commands: Any) -> None:
    parser = commands.add_parser("migrate", help="add to the database what the program needs")
    parser.add_argument("--yes", action="store_true", help="do what is shown, without a question")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> None:
    # It knows every table.
    import_module("plugin.app")
    engine = database.open_engine(load_settings().database_url)
    with database.in_one_sentence():
        # Tried first, so that all of it can be shown, and nothing is done by halves.
        with exclusive(engine) as connection:
            steps = bring_in_step(connection)
        if steps:
            print("\n".join(steps))
            agree(arguments.yes)
            with exclusive(engine) as connection:
                bring_in_step(connection)
                connection.commit()
            print("Done.")
        with exclusive(engine) as connection:
            file = draft(connection)
    engine.dispose()
    if file:
        hint = f"edit {file}, then `{command('migrate')}` applies it"
        raise PluginError(f"What is left needs a decision: {hint}.")
    if not steps:
        print("The database is in step already.")


def agree(yes: bool) -> None:
    """Asks; PluginError without a yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise PluginError(f"Nothing was changed; `{command('migrate --yes')}` does it unasked.")
    try:
        answer = input("Do it? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise PluginError("Nothing was changed.")


@contextmanager
def exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else changes a table; it ends undone unless it is committed."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # It changes a table by making it anew; the old one must take nothing along.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        database.lock(connection)
        yield connection


def bring_in_step(connection: Connection) -> list[str]:
    """Does what loses nothing, and says what."""
    from plugin.migrate import differences, revisions

    numbers = last_numbers(connection)
    steps = [f"+ the table {name}" for name in database.make_tables(connection)]
    steps += [f"+ what {file} says" for file in revisions.apply(connection)]
    for each in differences.compare(connection, database.Base.metadata):
        steps += differences.add(connection, each)
    keep_numbers(connection, numbers)
    return steps


def draft(connection: Connection) -> str:
    """The name of a new revision with all that needs a decision, or nothing."""
    from plugin.migrate import differences, revisions

    found = [each for each in differences.compare(connection, database.Base.metadata) if each.rest]
    return revisions.write(connection, found) if found else ""


def last_numbers(connection: Connection) -> dict[str, int]:
    """The last number that SQLite gave in each table, also to a row that is gone."""
    if connection.dialect.name != "sqlite" or not inspect(connection).has_table("sqlite_sequence"):
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {row.name: row.seq for row in rows}


def keep_numbers(connection: Connection, numbers: dict[str, int]) -> None:
    """Makes tables that were made anew go on from there."""
    for name, number in numbers.items():
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (name, number))
    if connection.dialect.name == "sqlite":
        for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise PluginError(f"Nothing was changed: rows of {table} would belong to no {parent}.")
