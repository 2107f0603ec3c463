"""The embedded SQL database: one SQLite file in write-ahead mode. Start reading at ``create_sql_engine``.

Reads begin as ordinary transactions. ``for_writing`` gives the same engine with transactions that take the write lock at once:
two writers then wait for each other, where SQLite would refuse the one that had read before.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from data.connections.masking import masked_url
from data.errors import SettingsError
from data.models.text import folded

_EXAMPLE = "sqlite:///.local/primary.db"


def create_sql_engine(url: str, *, timeout: float = 5.0) -> Engine:
    """Return an engine for *url*; it connects, and makes the folder of the file, when it is first used.

    Args:
        timeout: Seconds that a writer waits for another one.

    Raises:
        SettingsError: *url* is not the address of an SQLite file.
    """
    path = sqlite_path(url)
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": timeout}, pool_size=5, max_overflow=35, pool_timeout=timeout
    )
    event.listen(engine, "do_connect", _make_folder)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def for_writing(engine: Engine) -> Engine:
    """Return *engine* with transactions that take the write lock when they begin."""
    return engine.execution_options(is_writing=True)


def sqlite_path(url: str) -> Path:
    """Return the file that *url* names.

    Raises:
        SettingsError: It is of another kind, or names no file.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _unusable(url, "is not the address of a database") from error
    if parsed.get_backend_name() != "sqlite":
        raise _unusable(url, f"is for {parsed.get_backend_name()}, which this version does not support")
    if not parsed.database or parsed.database == ":memory:":
        raise _unusable(url, "names no file")
    return Path(parsed.database)


def _unusable(url: str, problem: str) -> SettingsError:
    return SettingsError(f"PRIMARY_DATABASE_URL={masked_url(url)} {problem}; set it to {_EXAMPLE} or to a mongodb:// address.")


def _make_folder(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
    file = Path(arguments[0])
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made for this user only; SQLite gives the files beside it the same mode.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver would begin transactions on its own, and commit before a change of the schema.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # SQLite's own lower() knows ASCII only.
    connection.create_function("folded", 1, folded, deterministic=True)


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
