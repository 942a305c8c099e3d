"""Whether a database has what the program's tables say, looked at before the server listens.

A table that is missing is made at once; all else is for `python -m plugin migrate`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.types import TypeEngine

from plugin.errors import PluginError
from plugin.settings import ROOT
from plugin.typed import command

MIGRATIONS = ROOT / "migrations"


def missing_tables(connection: Connection, metadata: MetaData) -> list[str]:
    there = inspect(connection).get_table_names()
    return [table.name for table in metadata.sorted_tables if table.name not in there]


def require(connection: Connection, metadata: MetaData) -> None:
    """PluginError, with table and column, where the program cannot work with the database."""
    require_tables(connection, metadata.sorted_tables, list(unapplied(connection)))


def require_tables(
    connection: Connection, tables: Iterable[Table], reasons: Sequence[str] = ()
) -> None:
    """The same for some of the tables."""
    reasons = list(reasons)
    for table in tables:
        there = {column["name"]: column for column in inspect(connection).get_columns(table.name)}
        reasons += lacks(table, there)
        for name in in_the_way(table, there):
            reasons.append(f"{table.name}.{name} needs a value, and the program knows no {name}")
    if reasons:
        hint = f"`{command('migrate')}` shows what can be done"
        raise PluginError(f"The database is not in step: {'; '.join(reasons)}. {hint}.")


def lacks(table: Table, there: dict[str, Any]) -> Iterator[str]:
    for column in table.columns:
        if column.name not in there:
            yield f"the table {table.name} lacks the column {column.name}"
        # Of the types, these two are what a change of the program mixes up, and never a dialect.
        elif {python_type(column.type), python_type(there[column.name]["type"])} == {int, str}:
            yield f"the column {table.name}.{column.name} is of another type"


def in_the_way(table: Table, there: dict[str, Any]) -> list[str]:
    """The columns that the program does not know, and that no row may be without."""
    return [
        name
        for name, column in there.items()
        if name not in table.columns and not column["nullable"] and column["default"] is None
    ]


def python_type(kind: TypeEngine[Any]) -> type | None:
    try:
        return kind.python_type
    except NotImplementedError:
        return None


def unapplied(connection: Connection) -> Iterator[str]:
    """What of migrations/ is not applied; PluginError where the database is newer."""
    known, applied = known_revisions(), current_revision(connection)
    if applied and applied not in known:
        hint = f"it has revision {applied}, which migrations/versions/ lacks"
        raise PluginError(f"The database is newer than the program: {hint}.")
    if known and applied != known[-1]:
        yield f"migrations/versions/ has a revision {known[-1]} that is not applied"


def known_revisions() -> list[str]:
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/*_*.py"))


def current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
