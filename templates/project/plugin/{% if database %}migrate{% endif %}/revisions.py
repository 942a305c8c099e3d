"""The revisions in migrations/: what Alembic applies, in order, and what it is given to edit."""

import re
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.autogenerate import render_python_code
from alembic.config import Config
from alembic.operations.ops import (
    AddColumnOp,
    ExecuteSQLOp,
    MigrateOperation,
    ModifyTableOps,
    UpgradeOps,
)
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from plugin.errors import PluginError
from plugin.migrate.differences import OPEN, Differences
from plugin.migrate.in_step import MIGRATIONS, current_revision, known_revisions
from plugin.settings import ROOT

ENVIRONMENT = '''"""Lets Alembic run the revisions on the connection that it is given."""

from alembic import context

from plugin.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
)
context.run_migrations()
'''

REVISION = '''"""{title}

{notes}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "{revision}"
down_revision = {down_revision}


def upgrade() -> None:
    {body}
'''


def apply(connection: Connection) -> list[str]:
    """Applies what is not applied yet, and names the files; PluginError for one to be edited."""
    if not known_revisions():
        return []
    settings = config(connection)
    applied = current_revision(connection) or "base"
    scripts = ScriptDirectory.from_config(settings).iterate_revisions("heads", applied)
    files = [Path(script.path) for script in scripts][::-1]
    for file in files:
        if OPEN in file.read_text(encoding="utf-8").partition("def upgrade")[2]:
            raise PluginError(f"{name(file)} is not finished: put a value in place of {OPEN}.")
    if files:
        command.upgrade(settings, "heads")
    return [name(file) for file in files]


def mark_applied(connection: Connection) -> None:
    """Takes down that a new database has all that the revisions would do."""
    if known_revisions():
        command.stamp(config(connection), "heads")


def write(connection: Connection, differences: list[Differences]) -> str:
    """Writes a revision of what is to be decided, for its author to edit; returns its name."""
    known = known_revisions()
    revision = f"{len(known) + 1:04}"
    tables = "_".join(each.table.name for each in differences)
    file = MIGRATIONS / "versions" / f"{revision}_{tables[:40]}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    (MIGRATIONS / "env.py").write_text(ENVIRONMENT, encoding="utf-8")
    text = REVISION.format(
        title=f"Change {' and '.join(each.table.name for each in differences)}.",
        notes="\n\n".join(note for each in differences for note in each.notes or [LOOK]),
        revision=revision,
        down_revision=f'"{known[-1]}"' if known else None,
        body=body(connection, differences),
    )
    file.write_text(text, encoding="utf-8")
    return name(file)


LOOK = "Look whether this keeps what is there."


def body(connection: Connection, differences: list[Differences]) -> str:
    operations = [operation for each in differences for operation in grouped(each)]
    context = MigrationContext.configure(connection)
    code = render_python_code(
        UpgradeOps(ops=operations), render_as_batch=True, migration_context=context
    )
    for each in differences:
        # What SQLite does not tell of a table would be lost when it is made anew.
        plain, options = f"'{each.table.name}', schema=None", dict(each.table.dialect_kwargs)
        code = code.replace(plain, f"'{each.table.name}', table_kwargs={options!r}")
    # In double quotes, so that a text of SQL can be written into a statement.
    code = re.sub(r"op\.execute\('(.*)'\)", r'op.execute("\1")', code)
    return re.sub(r" *# ###.*\n?", "", code).strip()


def grouped(differences: Differences) -> Iterator[MigrateOperation]:
    """Adds every column before it is filled, and fills it before it is constrained."""
    first: list[MigrateOperation] = []
    then: list[MigrateOperation] = []
    last: list[MigrateOperation] = []
    for operation in differences.rest:
        if isinstance(operation, ExecuteSQLOp):
            then.append(operation)
        else:
            (first if isinstance(operation, AddColumnOp) else last).append(operation)
    yield ModifyTableOps(differences.table.name, first)
    yield from then
    yield ModifyTableOps(differences.table.name, last)


def config(connection: Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
