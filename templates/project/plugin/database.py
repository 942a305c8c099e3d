"""Where the items are kept: SQLite in a file by default, PostgreSQL by changing DATABASE_URL."""

from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from plugin.errors import PluginError


class Base(DeclarativeBase):
    pass


class Todo(Base):
    __tablename__ = "todos"
    # Otherwise SQLite gives a deleted item's number to the next one.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def connect(url: str) -> Engine:
    """An engine with every table in place; PluginError where the database cannot be used."""
    try:
        engine = create_engine(url, **options(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", tune)
        Base.metadata.create_all(engine)
    except ImportError as error:
        hint = "pip install -e '.[postgres]'"
        raise PluginError(f"PostgreSQL needs its driver: {hint}.") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise PluginError(f"DATABASE_URL cannot be used: {reason.removesuffix('.')}.") from error
    return engine


def options(url: str) -> dict[str, Any]:
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    if make_url(url).database in (None, "", ":memory:"):
        # Such a database lives in one connection, which the requests take in turn.
        one = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        return one | {"connect_args": {"check_same_thread": False}}
    return {"connect_args": {"timeout": 30}}


def tune(connection: Any, _: Any) -> None:
    # Readers do not wait for the writer, and a commit does not wait for the disk.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


async def sessions(request: Request) -> sessionmaker[Session]:
    found: sessionmaker[Session] = request.app.state.sessions
    return found


# A handler opens its transaction itself, `with sessions.begin() as session:`, because what a
# `yield` dependency closes is closed after the answer is sent: too late to be read again.
Sessions = Annotated[sessionmaker[Session], Depends(sessions)]
