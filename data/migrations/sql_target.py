"""The history in an SQL database. Start reading at ``SqlTarget``.

A step, its data and its line in the history commit together or not at all. Its transaction takes the write lock of the file
when it begins, and looks into the history only then: that is the lock between two runs.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect

from data.connections.sql import create_sql_engine, for_writing, sqlite_path
from data.migrations.step import Step
from data.models.entity import utc_now
from data.repositories.sql_errors import SQL_FAILURES, sql_error

HISTORY = Table(
    "schema_history",
    MetaData(),
    Column("id", String(120), primary_key=True),
    Column("checksum", String(16), nullable=False),
    Column("applied_at", String(40), nullable=False),
)


class SqlTarget:
    """An SQL database to migrate; implements ``MigrationTarget``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def applied(self) -> dict[str, str]:
        """Return the steps in the history with the checksums they had."""
        with _failures_named(), self._engine.connect() as connection:
            return _applied(connection)

    @contextmanager
    def locked(self) -> Generator[None, None, None]:
        """Do nothing: each step takes the lock itself."""
        yield

    def up(self, step: Step) -> bool:
        """Run *step* forward; return False if somebody else has meanwhile."""
        with _failures_named(), for_writing(self._engine).begin() as connection:
            HISTORY.create(connection, checkfirst=True)
            if step.id in _applied(connection):
                return False
            step.body.sql_up(Operations(MigrationContext.configure(connection)))
            connection.execute(HISTORY.insert().values(id=step.id, checksum=step.checksum, applied_at=utc_now().isoformat()))
            return True

    def down(self, step: Step) -> bool:
        """Run *step* backward; return False if somebody else has meanwhile."""
        with _failures_named(), for_writing(self._engine).begin() as connection:
            if step.id not in _applied(connection):
                return False
            step.body.sql_down(Operations(MigrationContext.configure(connection)))
            connection.execute(HISTORY.delete().where(HISTORY.c.id == step.id))
            return True


@contextmanager
def open_sql_target(url: str, *, timeout: float) -> Generator[SqlTarget, None, None]:
    """Open the database at *url*; its file is made by the first step that runs."""
    engine = create_sql_engine(url, timeout=timeout)
    try:
        yield SqlTarget(engine)
    finally:
        engine.dispose()


def is_missing(url: str) -> bool:
    """Tell whether there is no file at *url* yet."""
    return not sqlite_path(url).exists()


def _applied(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table(HISTORY.name):
        return {}
    return {row.id: row.checksum for row in connection.execute(HISTORY.select())}


@contextmanager
def _failures_named() -> Generator[None, None, None]:
    try:
        yield
    except SQL_FAILURES as error:
        raise sql_error(error) from error
