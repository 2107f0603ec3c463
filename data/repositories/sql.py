"""A repository in an SQL database. Start reading at ``SqlRepository``; its statements are in ``sql_statements.py``.

A plain ``Session`` on a worker thread, which for SQLite needs no asynchronous driver. A session begins,
works and ends within one call on one thread, so a caller that is cancelled leaves nothing half open: the call either had not
begun and never will, or goes on to its own commit or rollback, and a commit is announced all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from data.connections.sql import for_writing
from data.events import ChangeBus
from data.models.entity import Entity, collection_of, values_of
from data.repositories.cursor import CursorCodec
from data.repositories.list_plan import page_of, plan_list
from data.repositories.protocols import COUNT_CAP, Change, ChangeKind, Count, ListQuery, Page
from data.repositories.revision import (
    changed_values,
    deleted,
    expect_version,
    first,
    first_of_all,
    not_found,
    revised,
    usable_id,
    version_conflict,
)
from data.repositories.sql_errors import SQL_FAILURES, clashes_named, sql_error
from data.repositories.sql_statements import count_statement, list_statement

E = TypeVar("E", bound=Entity)
R = TypeVar("R")


class SqlRepository(Generic[E]):
    """The rows of one model in one table; implements ``Repository``.

    Args:
        changes: Where commits are announced; repositories of one process share it.
        timeout: Seconds until a caller is told that the database is busy.
    """

    def __init__(self, model: type[E], engine: Engine, *, codec: CursorCodec, changes: ChangeBus, timeout: float = 5.0) -> None:
        self._model = model
        self._reader = engine
        self._writer = for_writing(engine)
        self._codec = codec
        self._changes = changes
        self._timeout = timeout
        self._collection = collection_of(model)

    async def get(self, id: str) -> E:
        usable_id(self._model, id)
        return await self._read(lambda session: self._row(session, id))

    async def list(self, query: ListQuery) -> Page[E]:
        plan = plan_list(self._model, query, codec=self._codec)
        statement = list_statement(self._model, plan)
        rows = await self._read(lambda session: session.execute(statement).scalars().all())
        return page_of(rows, plan, codec=self._codec)

    async def count(self, query: ListQuery, *, cap: int = COUNT_CAP) -> Count:
        statement = count_statement(self._model, plan_list(self._model, query, codec=self._codec), cap=cap)
        found = await self._read(lambda session: session.execute(statement).scalar_one())
        return Count(min(found, cap), found > cap)

    async def create(self, item: E, *, also: Sequence[Entity] = ()) -> E:
        new, others = first(item), first_of_all(also)

        def work(session: Session) -> E:
            with clashes_named((new, *others)):
                session.add_all([new, *others])
                session.flush()
            return new

        return await self._write("create", work, also=others)

    async def create_missing(self, items: Sequence[E]) -> int:
        rows = [values_of(first(item)) for item in items]
        statement = insert(SQLModel.metadata.tables[self._collection]).on_conflict_do_nothing()

        def work(session: Session) -> int:
            return cast("CursorResult[Any]", session.connection().execute(statement, rows)).rowcount if rows else 0

        def announce(written: int) -> Sequence[Change]:
            return (Change(self._collection, "gap", ""),) if written else ()

        return await self._run(self._writer, work, announce=announce)

    async def update(self, id: str, version: int, changes: Mapping[str, Any], *, also: Sequence[Entity] = ()) -> E:
        return await self._replace("update", id, version=version, revise=lambda item: revised(item, changes), also=also)

    async def delete(self, id: str, version: int, *, also: Sequence[Entity] = ()) -> None:
        await self._replace("delete", id, version=version, revise=deleted, also=also)

    def watch(self, resume: str | None = None, *, on_open: Callable[[], None] | None = None) -> AsyncIterator[Change]:
        """Yield the changes that this process commits; *resume* means nothing here, there is no history."""
        subscription = self._changes.subscribe(self._collection)
        if on_open is not None:
            on_open()
        return subscription

    async def _replace(self, kind: ChangeKind, id: str, *, version: int, revise: Callable[[E], E], also: Sequence[Entity]) -> E:
        usable_id(self._model, id)
        others = first_of_all(also)

        def work(session: Session) -> E:
            old = self._row(session, id)
            expect_version(old, version)
            new = revise(old)
            with clashes_named((new, *others)):
                self._put(session, old, new=new)
                session.add_all(others)
                session.flush()
            return new

        return await self._write(kind, work, also=others)

    def _row(self, session: Session, id: str) -> E:
        model = self._model
        row = session.execute(select(model).where(col(model.id) == id, col(model.deleted_at).is_(None))).scalar_one_or_none()
        if row is None:
            raise not_found(model)
        return row

    def _put(self, session: Session, old: E, *, new: E) -> None:
        model = self._model
        statement = (
            update(model)
            .where(col(model.id) == old.id, col(model.version) == old.version, col(model.deleted_at).is_(None))
            .values(**changed_values(old, new))
            .execution_options(synchronize_session=False)
        )
        if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
            raise version_conflict(model.noun)

    async def _read(self, work: Callable[[Session], R]) -> R:
        return await self._run(self._reader, work, announce=lambda _: ())

    async def _write(self, kind: ChangeKind, work: Callable[[Session], E], *, also: Sequence[Entity]) -> E:
        others = tuple(Change(collection_of(type(item)), "create", item.id) for item in also)
        return await self._run(self._writer, work, announce=lambda item: (Change(self._collection, kind, item.id), *others))

    async def _run(self, engine: Engine, work: Callable[[Session], R], *, announce: Callable[[R], Sequence[Change]]) -> R:
        loop = asyncio.get_running_loop()

        def call() -> R:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                result = work(session)
            # From this thread, so that a commit is announced even if nobody waits for it any longer.
            with suppress(RuntimeError):  # the loop is closed: the app has ended, nobody listens
                for change in announce(result):
                    loop.call_soon_threadsafe(self._changes.publish, change)
            return result

        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.to_thread(call)
        except SQL_FAILURES as error:
            raise sql_error(error) from error
