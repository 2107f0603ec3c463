"""The external database as an SQLite file. Start at ``SqlSource``.

Each call opens the file anew, so it sees a file that was replaced, and works on a thread until its deadline.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from data.repositories import Count, CursorCodec, ListQuery
from data.sources.deadline import deadline
from data.sources.document import Document
from data.sources.inspection import SAMPLE_SIZE, inspect_sample
from data.sources.listing import Listing, Position, filterable_string, plan_filter, plan_listing
from data.sources.mapping import ExternalMapping, FieldMapping, ResourceMapping
from data.sources.paging import Record, build_page
from data.sources.protocols import Texts
from data.sources.reading import check_id, integer_id, readable, readers_of, resource_of
from data.sources.shared_resource import ResourcePage, SharedResource
from data.sources.sql_statement import filter_of, select_segment, typed_expression
from data.sources.sql_table import Sql, describe_table, expression_at, rows_of
from data.sources.sqlite_connection import open_read_only

T = TypeVar("T")

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?", re.ASCII | re.DOTALL)


class SqlSource:
    """Reads the declared tables and views of one SQLite file.

    Args:
        timeout: Seconds for each call.
        now: The time that rows carry as ``read_at``.
    """

    def __init__(
        self,
        path: Path,
        mapping: ExternalMapping,
        *,
        codec: CursorCodec,
        timeout: float = 1.5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._mapping = mapping
        self._codec = codec
        self._timeout = timeout
        self._now = now
        self._readers = readers_of(mapping, adapt=_adapt)

    def resources(self) -> Mapping[str, ResourceMapping]:
        """What is declared, by name."""
        return self._mapping.resources

    async def get(self, resource: str, id: str) -> SharedResource:
        """One row; raises NotFound, or Invalid if it does not fit the mapping."""
        mapping, reader = resource_of(self._mapping, resource), self._readers[resource]
        check_id(id, resource=mapping)

        def work(connection: sqlite3.Connection) -> SharedResource:
            found = _find(connection, mapping, id)
            return readable(found, id, resource=mapping, reader=reader, read_at=self._now())

        return await self._run(work)

    async def count(self, resource: str, query: ListQuery, *, cap: int = 10_000) -> Count:
        """How many rows match, counted up to *cap*."""
        mapping = resource_of(self._mapping, resource)
        listing = plan_filter(mapping, query)

        def work(connection: sqlite3.Connection) -> int:
            table = describe_table(connection, mapping)
            condition = filter_of(listing, columns=table.columns)
            limited = Sql(f"SELECT 1 {table.source} WHERE") + condition + Sql("LIMIT ?", (cap + 1,))
            return rows_of(connection, Sql("SELECT count(*) FROM (") + limited + Sql(")"))[0][0]

        value = await self._run(work)
        return Count(value=min(value, cap), is_capped=value > cap)

    async def distinct(self, resource: str, field: str, *, limit: int = 200) -> Texts:
        """The texts of a filterable string field, sorted."""
        mapping = resource_of(self._mapping, resource)
        wanted = filterable_string(mapping, field)

        def work(connection: sqlite3.Connection) -> list[str]:
            table = describe_table(connection, mapping)
            value = typed_expression(wanted, columns=table.columns)
            head = Sql("SELECT DISTINCT") + value + Sql(f"AS value {table.source}")
            chosen = Sql("SELECT value FROM (") + head + Sql(") WHERE value <> '' ORDER BY value LIMIT ?", (limit,))
            return [row[0] for row in rows_of(connection, chosen)]

        return await self._run(work)

    async def check(self) -> Texts:
        """Warnings about the mapping, from the first 200 rows of each table."""

        def work(connection: sqlite3.Connection) -> list[str]:
            warnings: list[str] = []
            for resource in self._mapping.resources.values():
                table = describe_table(connection, resource)
                rows = rows_of(connection, Sql(f"SELECT t.* {table.source} LIMIT ?", (SAMPLE_SIZE,)))
                sample = [table.document(row) for row in rows]
                reader = self._readers[resource.name]
                warnings += inspect_sample(resource, sample, origin=self._mapping.origin, reader=reader, read_at=self._now())
            return warnings

        return await self._run(work)

    async def ping(self) -> None:
        """Return when the file can be read."""
        await self._run(lambda connection: rows_of(connection, Sql("SELECT count(*) FROM sqlite_master")))

    async def close(self) -> None:
        """Nothing stays open between calls."""

    async def list(self, resource: str, query: ListQuery) -> ResourcePage:
        """One page; see ``SharedResourceSource``."""
        listing = plan_listing(resource_of(self._mapping, resource), query, codec=self._codec)
        reader = self._readers[resource]

        def work(connection: sqlite3.Connection) -> ResourcePage:
            records = _records(connection, listing)
            return build_page(listing, records, reader=reader, codec=self._codec, read_at=self._now())

        return await self._run(work)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        until = time.monotonic() + self._timeout

        def call() -> T:
            with open_read_only(self._path, until=until, timeout=self._timeout) as connection:
                return work(connection)

        async with deadline(self._timeout):
            return await asyncio.to_thread(call)


def _records(connection: sqlite3.Connection, listing: Listing) -> list[Record]:
    table, records = describe_table(connection, listing.resource), list[Record]()
    for is_ranked in listing.segments:
        limit = listing.limit + 1 - len(records)
        if limit == 0:
            break
        for key, rank, *row in rows_of(connection, select_segment(listing, table=table, is_ranked=is_ranked, limit=limit)):
            position = Position(is_ranked=is_ranked, value=rank, key=key)
            records.append(Record(position, table.document(row)))
    return records


def _find(connection: sqlite3.Connection, resource: ResourceMapping, id: str) -> list[Document]:
    table = describe_table(connection, resource)
    value = expression_at(resource.id, columns=table.columns)
    number = integer_id(id)
    head = Sql(f"SELECT t.* {table.source} WHERE") + value
    # A column may compare without case; the reader looks for the very same id among what is found.
    rows = rows_of(connection, head + Sql("IN (?, ?) LIMIT 20", (id, id if number is None else number)))
    return [table.document(row) for row in rows]


def _adapt(field: FieldMapping, value: Any) -> Any:
    if field.type == "boolean" and "." not in field.path and type(value) is int and value in (0, 1):
        return bool(value)
    if field.type == "datetime" and isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value
