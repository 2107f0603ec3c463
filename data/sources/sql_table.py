"""The tables of an SQLite file, and the names and values in them as SQL. Start at ``describe_table``."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.sources.deadline import unreadable
from data.sources.document import Document, parse_json_text
from data.sources.mapping import ResourceMapping

_ROWIDS = ("rowid", "_rowid_", "oid")
_STRUCTURED = frozenset({"geo_point", "list", "object", "map"})


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and the values of its parameters, in order."""

    text: str
    values: tuple[Any, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(f"{self.text} {other.text}", self.values + other.values)


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view as the database describes it.

    Attributes:
        columns: Its columns, in order.
        json_columns: Those that hold JSON as text, as the mapping says.
        key: Expression of the key by which rows are kept apart: the rowid, or the declared id where there is none.
    """

    name: str
    columns: tuple[str, ...]
    json_columns: frozenset[str]
    key: Sql

    @property
    def source(self) -> str:
        """Its FROM clause."""
        return source_of(self.name)

    def document(self, row: Sequence[Any]) -> Document:
        """A row of all columns, with its JSON parsed."""
        pairs = zip(self.columns, row, strict=True)
        return {column: parse_json_text(value) if column in self.json_columns else value for column, value in pairs}


def describe_table(connection: sqlite3.Connection, resource: ResourceMapping) -> Table:
    """The table or view of *resource*.

    Raises:
        Unavailable: There is none of this name.
    """
    columns, json_columns = _columns(connection, resource), _json_columns(resource)
    rowid = _rowid(connection, resource.collection, columns=columns)
    # A view, or a table WITHOUT ROWID, has but the declared id to tell its rows apart.
    key = Sql(f"t.{rowid}") if rowid else expression_at(resource.id, columns=columns)
    return Table(resource.collection, columns=columns, json_columns=json_columns, key=key)


def source_of(name: str) -> str:
    """A FROM clause for the table *name*, under the alias that all expressions use."""
    return f"FROM {quoted(name)} AS t"


def quoted(name: str) -> str:
    """*name* as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def expression_at(path: str, *, columns: Sequence[str]) -> Sql:
    """The value at *path*; NULL if there is no such column."""
    column, *parts = path.split(".")
    if column not in columns:
        return Sql("NULL")
    # Qualified, because SQLite takes an unknown name in double quotes for a text.
    name = f"t.{quoted(column)}"
    if not parts:
        return Sql(name)
    return Sql(f"json_extract(CASE WHEN json_valid({name}) THEN {name} END, ?)", (json_path(parts),))


def json_path(parts: Sequence[str]) -> str:
    """*parts* as a path of SQLite's JSON functions."""
    # A number is a place in a list; ``has_list_position`` keeps such paths out of filters, so it only occurs in an id.
    return "$" + "".join(f"[{part}]" if part.isdecimal() else f'."{part}"' for part in parts)


def rows_of(connection: sqlite3.Connection, sql: Sql) -> list[Any]:
    """All rows that *sql* finds."""
    return connection.execute(sql.text, sql.values).fetchall()


def _columns(connection: sqlite3.Connection, resource: ResourceMapping) -> tuple[str, ...]:
    try:
        cursor = connection.execute(f"SELECT * {source_of(resource.collection)} LIMIT 0")
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise unreadable(
            f"has no table `{resource.collection}`, which [resources.{resource.name}] of EXTERNAL_MAPPING names; "
            "correct the mapping, or run `refetch seed` for the built-in example"
        ) from error
    return tuple(str(column[0]) for column in cursor.description)


def _rowid(connection: sqlite3.Connection, table: str, *, columns: Sequence[str]) -> str | None:
    if _is_view(connection, table):
        return None
    taken = {column.lower() for column in columns}
    return next((name for name in _ROWIDS if name not in taken and _has_column(connection, table, name)), None)


def _is_view(connection: sqlite3.Connection, name: str) -> bool:
    # Depending on how SQLite was built, a view has a rowid too, which is always NULL.
    views = Sql("SELECT 1 FROM sqlite_master WHERE type = 'view' AND lower(name) = lower(?)", (name,))
    return bool(rows_of(connection, views))


def _has_column(connection: sqlite3.Connection, table: str, column: str) -> bool:
    try:
        connection.execute(f"SELECT t.{column} {source_of(table)} LIMIT 0")
    except sqlite3.OperationalError as error:
        if "no such column" not in str(error):
            raise
        return False
    return True


def _json_columns(resource: ResourceMapping) -> frozenset[str]:
    nested = {path.split(".")[0] for path in resource.paths if "." in path}
    return frozenset(nested | {field.path for field in resource.fields if field.type in _STRUCTURED})
