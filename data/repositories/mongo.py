"""A repository in MongoDB. Start reading at ``MongoRepository``.

Needs a replica set (every Atlas cluster is one): without it there are neither transactions nor change streams.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from pymongo.errors import BulkWriteError

from data.connections.mongo import MongoDatabase, MongoSession, cancellation_kept, mongo_session
from data.models.entity import Entity, collection_of
from data.repositories.cursor import CursorCodec
from data.repositories.list_plan import page_of, plan_list
from data.repositories.mongo_documents import document_of, item_of, stored
from data.repositories.mongo_errors import DUPLICATE_KEY, MONGO_FAILURES, mongo_error
from data.repositories.mongo_queries import count_filter, list_filter, sort_keys
from data.repositories.mongo_watch import Sleep, watch_collection
from data.repositories.protocols import COUNT_CAP, Change, Count, ListQuery, Page
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

E = TypeVar("E", bound=Entity)
R = TypeVar("R")


class MongoRepository(Generic[E]):
    """The documents of one model in one collection; implements ``Repository``.

    Args:
        timeout: Seconds that a write may take as a whole, with the retries of its transaction.
        sleep: Waits between attempts to watch again.
    """

    def __init__(
        self,
        model: type[E],
        database: MongoDatabase,
        *,
        codec: CursorCodec,
        timeout: float = 5.0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._model = model
        self._database = database
        self._documents = database[collection_of(model)]
        self._codec = codec
        self._timeout = timeout
        self._sleep = sleep

    async def get(self, id: str) -> E:
        usable_id(self._model, id)
        async with self._failures_named():
            return await self._item(id, session=None)

    async def list(self, query: ListQuery) -> Page[E]:
        plan = plan_list(self._model, query, codec=self._codec)
        async with self._failures_named():
            found = self._documents.find(list_filter(self._model, plan)).sort(sort_keys(plan)).limit(plan.limit + 1)
            documents = await found.to_list(None)
        return page_of([item_of(self._model, document) for document in documents], plan, codec=self._codec)

    async def count(self, query: ListQuery, *, cap: int = COUNT_CAP) -> Count:
        plan = plan_list(self._model, query, codec=self._codec)
        async with self._failures_named():
            found = await self._documents.count_documents(count_filter(self._model, plan), limit=cap + 1)
        return Count(min(found, cap), found > cap)

    async def create(self, item: E, *, also: Sequence[Entity] = ()) -> E:
        new, others = first(item), first_of_all(also)

        async def work(session: MongoSession | None) -> None:
            await self._documents.insert_one(document_of(new), session=session)
            await self._add(others, session=session)

        async with self._failures_named((new, *others)):
            await self._transaction(work, is_needed=bool(others))
        return new

    async def create_missing(self, items: Sequence[E]) -> int:
        if not items:
            return 0
        documents = [document_of(first(item)) for item in items]
        async with self._failures_named():
            try:
                written = await self._documents.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                details: Mapping[str, Any] = error.details
                if any(failure["code"] != DUPLICATE_KEY for failure in details["writeErrors"]):
                    raise
                return int(details["nInserted"])
        return len(written.inserted_ids)

    async def update(self, id: str, version: int, changes: Mapping[str, Any], *, also: Sequence[Entity] = ()) -> E:
        return await self._replace(id, version, revise=lambda item: revised(item, changes), also=also)

    async def delete(self, id: str, version: int, *, also: Sequence[Entity] = ()) -> None:
        await self._replace(id, version, revise=deleted, also=also)

    def watch(self, resume: str | None = None, *, on_open: Callable[[], None] | None = None) -> AsyncIterator[Change]:
        """Yield the changes that anybody makes. Each call holds one connection: call it once in a process and fan out."""
        return watch_collection(self._documents, resume=resume, on_open=on_open, sleep=self._sleep)

    async def _replace(self, id: str, version: int, *, revise: Callable[[E], E], also: Sequence[Entity]) -> E:
        usable_id(self._model, id)
        others = first_of_all(also)
        written: list[Entity] = [*others]

        async def work(session: MongoSession | None) -> E:
            old = await self._item(id, session=session)
            expect_version(old, version)
            new = revise(old)
            written.insert(0, new)
            await self._put(old, new, session=session)
            await self._add(others, session=session)
            return new

        async with self._failures_named(written):
            return await self._transaction(work, is_needed=bool(others))

    async def _item(self, id: str, *, session: MongoSession | None) -> E:
        document = await self._documents.find_one({"_id": {"$eq": id}, "deleted_at": {"$eq": None}}, session=session)
        if document is None:
            raise not_found(self._model)
        return item_of(self._model, document)

    async def _put(self, old: E, new: E, *, session: MongoSession | None) -> None:
        result = await self._documents.update_one(
            {"_id": {"$eq": old.id}, "version": {"$eq": old.version}, "deleted_at": {"$eq": None}},
            {"$set": stored(changed_values(old, new))},
            session=session,
        )
        if result.matched_count != 1:
            raise version_conflict(self._model.noun)

    async def _add(self, items: Sequence[Entity], *, session: MongoSession | None) -> None:
        for item in items:
            await self._database[collection_of(type(item))].insert_one(document_of(item), session=session)

    async def _transaction(self, work: Callable[[MongoSession | None], Awaitable[R]], *, is_needed: bool) -> R:
        # One document is atomic by itself.
        if not is_needed:
            return await work(None)
        # The driver repeats a transaction for up to two minutes when others are in its way; nobody waits that long.
        async with asyncio.timeout(self._timeout), mongo_session(self._database.client) as session:
            return await session.with_transaction(work)

    @asynccontextmanager
    async def _failures_named(self, written: Sequence[Entity] = ()) -> AsyncGenerator[None, None]:
        try:
            with cancellation_kept():
                yield
        except MONGO_FAILURES as error:
            raise mongo_error(error, written=written) from error
