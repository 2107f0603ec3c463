"""Who may see an entry: X12."""

from __future__ import annotations

import asyncio

import pytest

from state.query import MISSING, CancelledQueryError, QueryClient, QueryFilters, QueryOptions, keep_previous_data

FOREVER = float("inf")


async def test_same_key_in_two_scopes_is_two_entries(client: QueryClient, clock, make_source):
    """X12"""
    options = [QueryOptions(("me",), make_source(name), scope=name, stale_time=FOREVER) for name in ("ann", "bob")]
    fetching = [asyncio.create_task(client.fetch(one)) for one in options]
    await clock.advance(0.01)

    assert await asyncio.gather(*fetching) == ["ann", "bob"]
    assert client.get_data(("me",), scope="ann") == "ann"


async def test_entry_of_a_scope_is_invisible_without_it(client):
    """X12"""
    client.set_data(("me",), "secret", scope="ann")

    assert client.get_data(("me",)) is MISSING
    assert client.get_state(("me",)) is None
    assert client.get_many() == []
    assert client.get_many(QueryFilters(scope="bob")) == []
    assert client.get_many(QueryFilters(scope="ann")) == [(("me",), "secret")]
    assert client.set_many(None, lambda data: pytest.fail(f"read {data}")) == []
    async with client.optimistic(("me",), lambda data: pytest.fail(f"read {data}")):
        pass


async def test_key_that_imitates_a_scope_finds_nothing(client):
    """X12"""
    client.set_data(("me",), "secret", scope="ann")

    for imitation in (("scope", "ann", ("me",)), ("ann", "me"), ("ann", ("me",)), (1, "ann", "me")):
        assert client.get_data(imitation) is MISSING


async def test_scopes_that_python_calls_equal_are_two(client):
    """X12"""
    client.set_data(("me",), "int", scope=1)

    assert client.get_data(("me",), scope=True) is MISSING
    assert client.get_many(QueryFilters(scope=True)) == []


async def test_without_a_scope_all_share_one_entry(client, clock, source):
    """X12"""
    fetching = [asyncio.create_task(client.fetch(QueryOptions(("public",), source))) for _ in range(3)]
    await clock.advance(0.01)
    await asyncio.gather(*fetching)

    assert source.runs == 1


async def test_invalidation_reaches_every_scope(client):
    """X12"""
    client.set_data(("users",), 1, scope="ann")
    client.set_data(("users",), 1)

    await client.invalidate(("users",))

    assert [query.state.is_invalidated for query in client.query_cache.find_all()] == [True, True]


async def test_dropped_scope_leaves_nothing_anywhere(client, clock, make_source, heard):
    """X12"""
    client.set_data(("public",), "stays")
    running = asyncio.create_task(client.fetch(QueryOptions(("slow",), make_source(takes=10), scope="ann")))
    async with client.observe(QueryOptions(("me",), make_source("secret"), scope="ann")) as observer:
        observer.subscribe(heard)
        await clock.advance(0.01)
        held = observer.query

        assert client.drop_scope("ann") == 2

        assert observer.result.data is MISSING
        assert heard.results[-1].data is MISSING
        assert held.state.data is MISSING
        assert client.get_data(("me",), scope="ann") is MISSING
        assert client.get_data(("public",)) == "stays"
        with pytest.raises(CancelledQueryError):
            await running
        await clock.advance(100)
        assert len(client.query_cache.find_all(QueryFilters(scope="ann"))) == 0


async def test_previous_data_of_another_scope_is_no_placeholder(client, clock, make_source):
    """X12"""
    more = {"placeholder_data": keep_previous_data}
    async with client.observe(QueryOptions(("me",), make_source("secret"), scope="ann", **more)) as observer:
        await clock.advance(0.01)

        observer.set_options(QueryOptions(("me",), make_source("of bob"), scope="bob", **more))

        assert observer.result.data is MISSING
