"""When entries go: group G."""

from __future__ import annotations

import asyncio

from state.query import ManualClock, QueryClient, QueryOptions


async def test_longest_gc_time_counts(client: QueryClient, clock: ManualClock, make_source):
    """G01"""
    source = make_source(takes=0)
    for gc_time in (100, 200, 10):
        await client.fetch(QueryOptions(("a",), source, gc_time=gc_time))

    assert client.query_cache.get(("a",)).gc_time == 200
    await clock.advance(199)
    assert client.get_state(("a",)) is not None
    await clock.advance(1)
    assert client.get_state(("a",)) is None


async def test_entry_without_gc_time_goes_with_its_last_observer(client, clock, source):
    """G02"""
    removed = []
    client.query_cache.subscribe(lambda event: event.type == "removed" and removed.append(event.query.key))
    async with client.observe(QueryOptions(("a",), source, gc_time=0)):
        await clock.advance(0.01)
    await clock.advance(0)

    assert client.get_state(("a",)) is None
    assert removed == [("a",)]


async def test_observed_entry_stays_and_the_countdown_starts_when_the_last_one_leaves(client, clock, source):
    """G03"""
    async with client.observe(QueryOptions(("a",), source, gc_time=10)):
        await clock.advance(1000)
        assert client.get_data(("a",)) == "data"
    await clock.advance(9)
    assert client.get_data(("a",)) == "data"
    await clock.advance(1)
    assert client.get_state(("a",)) is None


async def test_written_entry_goes_in_time(client, clock):
    """G05"""
    client.set_query_defaults(("a",), gc_time=0.01)
    client.set_data(("a",), 1)

    await clock.advance(0.01)

    assert client.get_state(("a",)) is None


async def test_new_observer_calls_the_removal_off(client, clock, source):
    """G06"""
    client.set_query_defaults(("a",), gc_time=10)
    client.set_data(("a",), 1)
    await clock.advance(9)

    async with client.observe(QueryOptions(("a",), source)):
        await clock.advance(100)
        assert client.get_state(("a",)) is not None


async def test_infinite_gc_time_plans_nothing(client, clock):
    """G07"""
    client.set_query_defaults(("a",), gc_time=float("inf"))
    client.set_data(("a",), 1)

    assert client.deadlines._heap == []
    await clock.advance(10**9)
    assert client.get_data(("a",)) == 1


async def test_default_gc_time_is_five_minutes(client, clock):
    """G08"""
    client.set_data(("a",), 1)
    await clock.advance(299)
    assert client.get_data(("a",)) == 1
    await clock.advance(1)

    assert client.get_state(("a",)) is None


async def test_fetch_outlives_the_gc_time(client, clock, make_source):
    """G03"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), make_source(takes=100), gc_time=1)))
    await clock.advance(100)

    assert await caller == "data"


async def test_cache_size_limit_can_be_built_on_events(client):
    """G12"""

    def limit(event):
        inactive = client.query_cache.find_all()
        if event.type == "added" and len(inactive) > 2:
            for query in inactive[:-1]:
                client.query_cache.remove(query)

    client.query_cache.subscribe(limit)
    for name in "abc":
        client.set_data((name,), 1)

    assert [key for key, _ in client.get_many()] == [("c",)]


async def test_a_thousand_idle_entries_need_one_timer(client, clock):
    """X21"""
    for number in range(1000):
        client.set_data(("a", number), number)

    live = [timer for _, _, timer in clock._timers if timer.callback is not None]

    assert len(live) == 1
    await clock.advance(300)
    assert len(client.query_cache) == 0
