"""The external database as a MongoDB. Start at ``MongoSource``.

It has a client of its own with a short deadline, prefers secondaries, and calls nothing that writes; that the account may not
write either is what ``check`` looks at.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bson import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError
from pymongo.errors import OperationFailure, PyMongoError

from data.connections.mongo import MongoClient, MongoCollection, MongoDatabase, close_mongo
from data.errors import AppError
from data.repositories import Count, CursorCodec, ListQuery
from data.sources.deadline import deadline, timed_out, unreadable
from data.sources.document import MISSING, Document, value_at
from data.sources.inspection import SAMPLE_SIZE, inspect_sample
from data.sources.listing import Listing, Position, filterable_string, plan_filter, plan_listing
from data.sources.mapping import ExternalMapping, ResourceMapping
from data.sources.mongo_account import account_warnings
from data.sources.mongo_filter import id_filter, listing_filter, segment_filter, segment_order, text_filter
from data.sources.paging import Record, build_page
from data.sources.protocols import Texts
from data.sources.reading import check_id, readable, readers_of, resource_of
from data.sources.shared_resource import ResourcePage, SharedResource

# Somebody else wrote the documents: one broken text or a date beyond the year 9999 must not take its whole page along.
_TOLERANT: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True,
    uuid_representation=UuidRepresentation.STANDARD,
    unicode_decode_error_handler="replace",
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
)

_REFUSALS = frozenset({13, 18, 8000})
"""Unauthorized, AuthenticationFailed, and Atlas's own code for both."""


class MongoSource:
    """Reads the declared collections of one MongoDB database.

    Args:
        client: Made for this source alone, which closes it.
        database: Name of the database.
        timeout: Seconds for each call; the client should have the same.
        now: The time that rows carry as ``read_at``.
    """

    def __init__(
        self,
        client: MongoClient,
        mapping: ExternalMapping,
        *,
        database: str,
        codec: CursorCodec,
        timeout: float = 1.5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._database: MongoDatabase = client[database]
        self._mapping = mapping
        self._codec = codec
        self._timeout = timeout
        self._now = now
        self._readers = readers_of(mapping)

    def resources(self) -> Mapping[str, ResourceMapping]:
        """What is declared, by name."""
        return self._mapping.resources

    async def get(self, resource: str, id: str) -> SharedResource:
        """One row; raises NotFound, or Invalid if it does not fit the mapping."""
        mapping = resource_of(self._mapping, resource)
        check_id(id, resource=mapping)
        async with self._guarded():
            found = await self._collection(mapping).find(id_filter(mapping.id, id)).limit(20).to_list(None)
        return readable(found, id, resource=mapping, reader=self._readers[resource], read_at=self._now())

    async def count(self, resource: str, query: ListQuery, *, cap: int = 10_000) -> Count:
        """How many documents match, counted up to *cap*."""
        mapping = resource_of(self._mapping, resource)
        wanted = listing_filter(plan_filter(mapping, query))
        async with self._guarded():
            value = await self._collection(mapping).count_documents(wanted, limit=cap + 1)
        return Count(value=min(value, cap), is_capped=value > cap)

    async def distinct(self, resource: str, field: str, *, limit: int = 200) -> Texts:
        """The texts of a filterable string field, sorted."""
        mapping = resource_of(self._mapping, resource)
        wanted = filterable_string(mapping, field)
        # The command of this name would return any number of values.
        stages = [
            {"$match": text_filter(wanted)},
            {"$group": {"_id": f"${wanted.path}"}},
            {"$sort": {"_id": 1}},
            {"$limit": limit},
        ]
        async with self._guarded():
            cursor: Any = self._collection(mapping).aggregate(stages)
            cursor = await cursor if inspect.isawaitable(cursor) else cursor  # motor returns the cursor itself
            return [str(document["_id"]) async for document in cursor]

    async def check(self) -> Texts:
        """Warnings about the account, and about the mapping from the first 200 documents of each collection."""
        async with self._guarded():
            status = await self._client.admin.command("connectionStatus", showPrivileges=True)
        warnings = account_warnings(status, database=self._database.name)
        for resource in self._mapping.resources.values():
            async with self._guarded():
                sample = await self._collection(resource).find({}).limit(SAMPLE_SIZE).to_list(None)
            reader = self._readers[resource.name]
            warnings += inspect_sample(resource, sample, origin=self._mapping.origin, reader=reader, read_at=self._now())
        return warnings

    async def ping(self) -> None:
        """Return when the server answers."""
        async with self._guarded():
            await self._client.admin.command("ping")

    async def close(self) -> None:
        """Close the client."""
        await close_mongo(self._client)

    async def list(self, resource: str, query: ListQuery) -> ResourcePage:
        """One page; see ``SharedResourceSource``."""
        listing = plan_listing(resource_of(self._mapping, resource), query, codec=self._codec)
        records: list[Record] = []
        async with self._guarded():
            for is_ranked in listing.segments:
                if (limit := listing.limit + 1 - len(records)) > 0:
                    records += await self._segment(listing, is_ranked=is_ranked, limit=limit)
        return build_page(listing, records, reader=self._readers[resource], codec=self._codec, read_at=self._now())

    async def _segment(self, listing: Listing, *, is_ranked: bool, limit: int) -> list[Record]:
        found = self._collection(listing.resource).find(segment_filter(listing, is_ranked=is_ranked))
        ordered = found.sort(segment_order(listing, is_ranked=is_ranked)).limit(limit)
        return [Record(_position(listing, document, is_ranked=is_ranked), document) for document in await ordered.to_list(None)]

    def _collection(self, resource: ResourceMapping) -> MongoCollection:
        return self._database.get_collection(resource.collection, codec_options=_TOLERANT)

    @asynccontextmanager
    async def _guarded(self) -> AsyncGenerator[None]:
        try:
            async with deadline(self._timeout):
                yield
        except (PyMongoError, BSONError, OverflowError) as error:
            raise _failure(error, self._timeout) from error


def _position(listing: Listing, document: Document, *, is_ranked: bool) -> Position:
    value = value_at(document, listing.sort.path) if listing.sort is not None and is_ranked else None
    return Position(is_ranked=is_ranked, value=None if value is MISSING else value, key=document["_id"])


def _failure(error: Exception, timeout: float) -> AppError:
    if isinstance(error, PyMongoError) and error.timeout:
        return timed_out(timeout)
    if isinstance(error, OperationFailure):
        if error.code in _REFUSALS:
            return unreadable("refuses the account of EXTERNAL_DATABASE_URL; check its user, password and rights")
        return unreadable("did not understand the question")
    return unreadable("cannot be reached" if isinstance(error, PyMongoError) else "cannot be read")
