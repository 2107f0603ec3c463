"""A change anywhere refetches what shows it; a burst costs little; a gap leaves nothing old on screen as fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from data.repositories import Change, Repository
from state.query import ManualClock, QueryClient, QueryContext, QueryObserver, QueryOptions
from state.realtime.change_feed import ChangeFeed


class Changes:
    """The feed of a repository, fed by the test."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Change] = asyncio.Queue()

    async def watch(self) -> AsyncIterator[Change]:
        while True:
            yield await self.queue.get()


class Shown:
    """A query on screen, and how often it was fetched."""

    def __init__(self, client: QueryClient, key: tuple[Any, ...], *tags: tuple[str, ...]) -> None:
        self.fetches = 0

        async def fetch(_: QueryContext) -> int:
            self.fetches += 1
            await asyncio.sleep(0)
            return self.fetches

        self.observer = QueryObserver(client, QueryOptions(key, fetch, stale_time=3_600.0, tags=tags))
        self.observer.subscribe(lambda _: None)


@pytest.fixture
async def client() -> AsyncIterator[QueryClient]:
    async with QueryClient(clock=ManualClock(1_000.0)) as made:
        yield made


@pytest.fixture
async def changes(client: QueryClient) -> AsyncIterator[Changes]:
    made = Changes()
    feed = ChangeFeed(cast("Repository[Any]", made), client, collection="users")
    task = asyncio.create_task(feed.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def settle() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


async def test_a_change_refetches_the_lists_and_the_one_that_changed(client: QueryClient, changes: Changes) -> None:
    everybody = Shown(client, ("users", "list"), ("users",))
    ann, bob = Shown(client, ("users", "ann"), ("users", "ann")), Shown(client, ("users", "bob"), ("users", "bob"))
    others = Shown(client, ("projects",), ("projects",))
    await settle()

    changes.queue.put_nowait(Change("users", "update", "ann"))
    await settle()

    assert (everybody.fetches, ann.fetches, bob.fetches, others.fetches) == (2, 2, 1, 1)


async def test_a_burst_of_1000_changes_refetches_a_list_at_most_twice(client: QueryClient, changes: Changes) -> None:
    everybody = Shown(client, ("users", "list"), ("users",))
    await settle()

    for number in range(1_000):
        changes.queue.put_nowait(Change("users", "update", f"user_{number}"))
    for _ in range(3_000):
        await asyncio.sleep(0)

    assert everybody.fetches <= 3


async def test_after_a_gap_everything_of_the_collection_is_fetched_again(client: QueryClient, changes: Changes) -> None:
    everybody = Shown(client, ("users", "list"), ("users",))
    ann = Shown(client, ("users", "ann"), ("users", "ann"))
    await settle()

    changes.queue.put_nowait(Change("users", "gap", ""))
    await settle()

    assert (everybody.fetches, ann.fetches) == (2, 2)
