"""What a database lacks, by Alembic's comparison: what is just added, and what needs a decision."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from alembic.autogenerate import produce_migrations
from alembic.operations import Operations
from alembic.operations.ops import (
    AddColumnOp,
    AlterColumnOp,
    CreateForeignKeyOp,
    CreateIndexOp,
    CreateUniqueConstraintOp,
    ExecuteSQLOp,
    MigrateOperation,
    ModifyTableOps,
)
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    func,
    inspect,
    literal,
    select,
)

from plugin.migrate.in_step import in_the_way

# What stands for a value that only the author knows.
OPEN = "???"

NEEDS_VALUE = f"""\
{{table}}.{{column}} is new, and the rows that are there need a value: in place of {OPEN} write it
in SQL, such as 1 or 'text' or (SELECT id FROM users WHERE name = 'ada')."""
KEPT = """\
The program knows no {table}.{column} any more: it stays, and may be empty now.
If it told whose a row is, think of who will see the rows that are there."""


class Differences(NamedTuple):
    """Of one table: `additions` lose nothing; `rest` is to be decided, and `notes` say what."""

    table: Table
    additions: list[MigrateOperation]
    rest: list[MigrateOperation]
    notes: list[str]


def compare(connection: Connection, metadata: MetaData) -> Iterator[Differences]:
    """The differences of each table that has any; all tables must be there."""
    context = MigrationContext.configure(connection, opts={"include_object": is_known})
    upgrade = produce_migrations(context, metadata).upgrade_ops
    assert upgrade, "one database has one list"
    groups = {group.table_name: group for group in upgrade.ops if isinstance(group, ModifyTableOps)}
    for table in metadata.sorted_tables:
        group = groups.get(table.name)
        is_empty = not connection.scalar(select(func.count()).select_from(table))
        operations = [alone(operation) for operation in group.ops] if group else []
        differences = sorted_out(table, operations, is_empty)
        relax(connection, differences)
        if differences.additions or differences.rest:
            yield differences


def add(connection: Connection, differences: Differences) -> list[str]:
    """Makes the additions, and says what they are."""
    operations = Operations(MigrationContext.configure(connection))
    table = differences.table
    with operations.batch_alter_table(table.name, table_kwargs=dict(table.dialect_kwargs)) as batch:
        for operation in differences.additions:
            batch.invoke(operation)
    return [f"+ {in_words(operation)}" for operation in differences.additions]


def in_words(operation: MigrateOperation) -> str:
    if isinstance(operation, AddColumnOp):
        column = operation.column
        return f"the column {operation.table_name}.{column.name} ({column.type})"
    if columns := columns_of(operation):
        kinds = {CreateIndexOp: "the index", CreateForeignKeyOp: "the reference"}
        return f"{kinds.get(type(operation), 'the uniqueness')} of {', '.join(sorted(columns))}"
    if isinstance(operation, AlterColumnOp):
        return f"another {operation.table_name}.{operation.column_name}, of which there are no rows"
    return "another comment"


def is_known(_: Any, name: str | None, kind: str, reflected: bool, counterpart: Any) -> bool:
    """Whether it is compared: what only the database has may be somebody else's, and stays."""
    return not (reflected and counterpart is None)


def sorted_out(table: Table, operations: list[MigrateOperation], is_empty: bool) -> Differences:
    differences = Differences(table, [], [], [])
    if is_empty:
        differences.additions.extend(operations)
        return differences
    # New columns without a value, so that any constraint on them holds; and those that need one.
    free, undecided = set(), set()
    for operation in operations:
        if isinstance(operation, AddColumnOp):
            column = operation.column
            value = constant(table.columns[column.name])
            if column.nullable or column.server_default is not None:
                differences.additions.append(operation)
                free |= {column.name} if column.nullable else set()
            elif value is not None:
                filled = Column(column.name, column.type, nullable=False, server_default=value)
                differences.additions.append(AddColumnOp(table.name, filled))
            else:
                undecided.add(column.name)
                differences.rest.extend(decision(table.name, column))
                differences.notes.append(NEEDS_VALUE.format(table=table, column=column.name))
    for operation in operations:
        if not isinstance(operation, AddColumnOp):
            columns = columns_of(operation)
            plain_index = isinstance(operation, CreateIndexOp) and not operation.unique
            is_addition = not columns & undecided and (plain_index or columns & free)
            (differences.additions if is_addition else differences.rest).append(operation)
    return differences


def constant(column: Column[Any]) -> ColumnElement[Any] | None:
    """The default that the program gives, where it is always the same."""
    default = column.default
    if default is None or not default.is_scalar:
        return None
    return literal(getattr(default, "arg"), column.type)  # noqa: B009 (the base class lacks it)


def decision(table: str, column: Column[Any]) -> list[MigrateOperation]:
    return [
        AddColumnOp(table, Column(column.name, column.type)),
        ExecuteSQLOp(f"UPDATE {table} SET {column.name} = {OPEN}"),
        AlterColumnOp(table, column.name, existing_type=column.type, modify_nullable=False),
    ]


def alone(operation: MigrateOperation) -> MigrateOperation:
    """A column without its constraints, which come by themselves; a constraint with a name.

    The name is what PostgreSQL would give it: without one, SQLite's cannot be added.
    """
    if isinstance(operation, AddColumnOp):
        column = operation.column
        default = getattr(column.server_default, "arg", column.server_default)
        bare = Column(column.name, column.type, nullable=column.nullable, server_default=default)
        return AddColumnOp(operation.table_name, bare)
    if isinstance(operation, CreateForeignKeyOp) and not operation.constraint_name:
        columns = "_".join(operation.local_cols)
        operation.constraint_name = f"{operation.source_table}_{columns}_fkey"
    if isinstance(operation, CreateUniqueConstraintOp) and not operation.constraint_name:
        columns = "_".join(sorted(columns_of(operation)))
        operation.constraint_name = f"{operation.table_name}_{columns}_key"
    return operation


def columns_of(operation: MigrateOperation) -> set[str]:
    if isinstance(operation, CreateForeignKeyOp):
        return set(operation.local_cols)
    if isinstance(operation, CreateIndexOp | CreateUniqueConstraintOp):
        return {str(getattr(column, "name", column)) for column in operation.columns}
    return set()


def relax(connection: Connection, differences: Differences) -> None:
    """Lets what the program leaves out be empty; it stays, for only its owner may drop it."""
    name = differences.table.name
    there = {column["name"]: column for column in inspect(connection).get_columns(name)}
    for unknown in in_the_way(differences.table, there):
        differences.rest.append(
            AlterColumnOp(
                name,
                unknown,
                existing_type=there[unknown]["type"],
                existing_nullable=False,
                modify_nullable=True,
            )
        )
        differences.notes.append(KEPT.format(table=name, column=unknown))
