"""What watching a MongoDB promises when things go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from pymongo import MongoClient

from data.connections.mongo import MongoCollection, close_mongo, connect_mongo
from data.repositories import Change
from data.repositories.mongo_watch import watch_collection
from tests.mongod import Mongod

DRIVERS = pytest.mark.parametrize("driver", ["motor", "pymongo"])


class Naps:
    """Stands in for sleeping: notes how long, and writes a document meanwhile."""

    def __init__(self, collection: MongoCollection) -> None:
        self.taken: list[float] = []
        self._collection = collection

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await self._collection.insert_one({"_id": f"nap {len(self.taken)}"})


@asynccontextmanager
async def collection_of(uri: str, driver: str) -> AsyncIterator[MongoCollection]:
    client = connect_mongo(uri, driver=driver)
    yield client.get_default_database()["things"]
    await close_mongo(client)


async def tokens(collection: MongoCollection, count: int) -> list[str]:
    """Write *count* documents and return where the stream stood after each."""
    opened = asyncio.Event()
    seen: list[str] = []

    async def watch() -> None:
        async with aclosing(watch_collection(collection, on_open=opened.set)) as changes:
            async for change in changes:
                seen.append(change.resume or "")
                if len(seen) == count:
                    return

    async with asyncio.timeout(20):
        watching = asyncio.create_task(watch())
        await opened.wait()
        for number in range(count):
            await collection.insert_one({"_id": f"n{number}"})
        await watching
    return seen


async def take(collection: MongoCollection, count: int, **options: Any) -> list[Change]:
    changes: list[Change] = []
    async with asyncio.timeout(20), aclosing(watch_collection(collection, **options)) as stream:
        async for change in stream:
            changes.append(change)
            if len(changes) == count:
                break
    return changes


@DRIVERS
async def test_watching_goes_on_after_the_place_that_is_named(mongo_uri: str, driver: str) -> None:
    async with collection_of(mongo_uri, driver) as collection:
        places = await tokens(collection, 3)

        missed = await take(collection, 2, resume=places[0])

    assert [(change.kind, change.id) for change in missed] == [("create", "n1"), ("create", "n2")]


@DRIVERS
async def test_a_place_that_is_no_longer_known_is_announced_as_a_gap(mongo_uri: str, driver: str) -> None:
    async with collection_of(mongo_uri, driver) as collection:
        place = (await tokens(collection, 1))[0]
        # Digits 3 to 10 are the second of the change: this place is decades before the server's memory.
        too_old = f"{place[:2]}20000000{place[10:]}"

        for unknown in (too_old, "not a place at all"):
            assert await take(collection, 1, resume=unknown) == [Change("things", "gap", "")]


@DRIVERS
async def test_a_collection_that_is_dropped_is_a_gap_and_watching_goes_on(mongo_uri: str, driver: str) -> None:
    async with collection_of(mongo_uri, driver) as collection:
        place = (await tokens(collection, 1))[0]
        await collection.drop()

        kinds = [change.kind for change in await take(collection, 2, resume=place)]

    assert kinds == ["gap", "gap"]


@DRIVERS
async def test_a_stream_that_breaks_again_and_again_comes_back_without_losing_a_change(
    mongod: Mongod, mongo_uri: str, driver: str
) -> None:
    opened = asyncio.Event()
    async with collection_of(mongo_uri, driver) as collection:
        naps = Naps(collection)
        watching = asyncio.create_task(take(collection, 4, on_open=opened.set, sleep=naps))
        await opened.wait()

        with MongoClient[dict[str, Any]](mongod.uri_for()) as admin:
            interrupted = {"failCommands": ["getMore", "aggregate"], "errorCode": 11601, "appName": "refetch"}
            admin.admin.command({"configureFailPoint": "failCommand", "mode": {"times": 4}, "data": interrupted})
        changes = await watching

    assert [(change.kind, change.id) for change in changes] == [("create", f"nap {number}") for number in (1, 2, 3, 4)]
    assert len(naps.taken) == 4
    for number, nap in enumerate(naps.taken):
        assert 0.125 * 2**number <= nap <= 0.25 * 2**number


@DRIVERS
async def test_watching_ends_when_it_is_cancelled_at_any_moment(mongo_uri: str, driver: str) -> None:
    async with collection_of(mongo_uri, driver) as collection:
        for turns in (0, 1, 2, 5):
            opened = asyncio.Event()
            watching = asyncio.create_task(take(collection, 1, on_open=opened.set))
            await opened.wait()
            for _ in range(turns):
                await asyncio.sleep(0)

            watching.cancel()
            done, _ = await asyncio.wait({watching}, timeout=10)

            assert done
            assert watching.cancelled()
