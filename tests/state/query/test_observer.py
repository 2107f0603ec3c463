"""Observers: subscribe, mount, status: group O."""

from __future__ import annotations

import asyncio

import pytest

from state.query import MISSING, STATIC, InvalidOptionError, QueryClient, QueryObserver, QueryOptions

FOREVER = float("inf")


async def test_observer_without_listener_fetches_nothing(client: QueryClient, clock, source):
    """O01"""
    observer = QueryObserver(client, QueryOptions(("a",), source))
    await clock.advance(1)

    assert (observer.result.status, observer.result.fetch_status, source.runs) == ("pending", "idle", 0)
    assert observer.result.data is MISSING


async def test_first_listener_fetches_and_the_second_does_not(client, clock, source):
    """O02"""
    observer = QueryObserver(client, QueryOptions(("a",), source))
    leave_one, leave_two = observer.subscribe(), observer.subscribe()
    await clock.advance(1)

    assert source.runs == 1
    leave_one()
    assert observer.is_mounted
    leave_two()
    assert not observer.is_mounted


@pytest.mark.parametrize("takes", [0, 0.01])
async def test_no_step_is_skipped(client, clock, make_source, heard, takes):
    """O03"""
    observer = QueryObserver(client, QueryOptions(("a",), make_source(takes=takes)))
    leave = observer.subscribe(heard)
    await clock.advance(1)

    assert heard.steps == [("pending", "fetching"), ("success", "idle")]
    leave()


async def test_first_listener_inside_the_block_hears_the_mount_too(client, clock, source, heard):
    """O03"""
    async with client.observe(QueryOptions(("a",), source)) as observer:
        observer.subscribe(heard)
        await clock.advance(1)

        assert heard.steps == [("pending", "fetching"), ("success", "idle")]


async def test_entering_mounts_and_leaving_unmounts(client, clock, source):
    """O02 O13"""
    async with client.observe(QueryOptions(("a",), source)) as observer:
        await clock.advance(0.01)
        assert observer.result.data == "data"
        assert len(observer.query.observers) == 1

    assert len(observer.query.observers) == 0


@pytest.mark.parametrize("enabled", [False, lambda query: False])
async def test_disabled_observer_fetches_only_when_told_to(client, clock, source, enabled):
    """O04"""
    async with client.observe(QueryOptions(("a",), source, enabled=enabled)) as observer:
        await clock.advance(1)
        assert source.runs == 0

        told = asyncio.create_task(observer.refetch())
        await clock.advance(0.01)

        assert (await told).data == "data"


async def test_enabled_function_is_asked_again_at_every_subscribe(client, clock, source):
    """O05"""
    answer = False
    observer = QueryObserver(client, QueryOptions(("a",), source, enabled=lambda query: answer))
    observer.subscribe()()
    answer = True
    leave = observer.subscribe()
    await clock.advance(0.01)

    assert source.runs == 1
    leave()


def test_enabled_of_another_kind_is_refused():
    """O07"""
    with pytest.raises(InvalidOptionError, match="enabled"):
        QueryOptions(("a",), enabled="yes")


async def test_disabled_observer_is_neither_stale_nor_enabled(client, source):
    """O08"""
    disabled = QueryObserver(client, QueryOptions(("a",), source, enabled=False)).result
    plain = QueryObserver(client, QueryOptions(("a",), source)).result

    assert (disabled.is_stale, disabled.is_enabled) == (False, False)
    assert (plain.is_stale, plain.is_enabled) == (True, True)


async def test_observer_that_returns_finds_the_data_that_came_meanwhile(client, clock, source):
    """O09"""
    observer = QueryObserver(client, QueryOptions(("a",), source, stale_time=FOREVER))
    observer.subscribe()()
    await clock.advance(1)
    leave = observer.subscribe()

    assert observer.result.data == "data"
    assert source.runs == 1
    leave()


async def test_observer_that_leaves_in_its_callback_costs_the_other_nothing(client, clock, source, heard):
    """O11"""
    one, other = (QueryObserver(client, QueryOptions(("a",), source, enabled=False)) for _ in range(2))
    leave = one.subscribe(lambda result: leave())
    leave_other = other.subscribe(heard)

    client.set_data(("a",), 1)

    assert len(heard.results) == 1
    leave_other()


async def test_adding_twice_counts_once_and_removing_a_stranger_is_silent(client, source):
    """O12"""
    observer = QueryObserver(client, QueryOptions(("a",), source))
    events = []
    client.query_cache.subscribe(lambda event: events.append(event.type))
    observer.query.remove_observer(observer)
    observer.query.add_observer(observer)
    observer.query.add_observer(observer)

    assert len(observer.query.observers) == 1
    assert events == ["observer_added"]
    observer.query.remove_observer(observer)


@pytest.mark.parametrize(
    ("refetch_on_mount", "updated_at", "runs"),
    [(True, -100, 1), (True, 0, 0), (False, -100, 0), ("always", 0, 1)],
)
async def test_mounting_over_data(client, clock, source, refetch_on_mount, updated_at, runs):
    """O14"""
    client.set_data(("a",), "old", updated_at=updated_at)

    async with client.observe(QueryOptions(("a",), source, stale_time=50, refetch_on_mount=refetch_on_mount)):
        await clock.advance(0.01)

    assert source.runs == runs


async def test_static_data_is_never_fetched_at_mount(client, clock, source):
    """O14"""
    client.set_data(("a",), "old")
    await client.invalidate(("a",))

    async with client.observe(QueryOptions(("a",), source, stale_time=STATIC, refetch_on_mount="always")):
        await clock.advance(0.01)

    assert source.runs == 0


@pytest.mark.parametrize(("retry_on_mount", "runs"), [(True, 2), (False, 1)])
async def test_mounting_over_an_error(client, clock, source, retry_on_mount, runs):
    """O15"""
    source.error = OSError("down")
    options = QueryOptions(("a",), source, retry=False, retry_on_mount=retry_on_mount)
    for _ in range(2):
        async with client.observe(options):
            await clock.advance(0.01)

    assert source.runs == runs


async def test_refetch_raises_or_returns_the_error(client, clock, source):
    """O17"""
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=False, enabled=False)) as observer:
        quiet = asyncio.create_task(observer.refetch())
        await clock.advance(0.01)
        loud = asyncio.create_task(observer.refetch(throw_on_error=True))
        await clock.advance(0.01)

        assert (await quiet).error is source.error
        with pytest.raises(OSError, match="down"):
            await loud


async def test_fetched_after_mount_is_about_this_observer(client, clock, source):
    """O18"""
    client.set_data(("a",), "old")
    async with client.observe(QueryOptions(("a",), source)) as observer:
        assert (observer.result.is_fetched, observer.result.is_fetched_after_mount) == (True, False)
        await clock.advance(0.01)

        assert observer.result.is_fetched_after_mount


async def test_data_becomes_stale_by_itself(client, clock, make_source):
    """O20"""
    options = QueryOptions(("a",), make_source(takes=0.005), stale_time=lambda query: 0.02)
    async with client.observe(options) as observer:
        await clock.advance(0.025)
        assert observer.result.is_stale is False
        await clock.advance(0.001)

        assert observer.result.is_stale is True


async def test_static_is_stale_only_without_data(client, clock, source):
    """O21"""
    async with client.observe(QueryOptions(("a",), source, stale_time=STATIC)) as observer:
        assert observer.result.is_stale is True
        await clock.advance(10**6)

        assert observer.result.is_stale is False


async def test_failed_background_fetch_keeps_the_old_data(client, clock, source):
    """O22"""
    client.set_data(("a",), "old")
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=False)) as observer:
        await clock.advance(0.01)

        result = observer.result
        assert (result.status, result.data, result.error) == ("error", "old", source.error)
        assert (result.is_refetch_error, result.is_loading_error) == (True, False)
        assert client.get_state(("a",)).is_invalidated


async def test_failure_without_data_is_a_loading_error(client, clock, source):
    """O23"""
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=False)) as observer:
        await clock.advance(0.01)

        assert (observer.result.is_loading_error, observer.result.is_refetch_error) == (True, False)


async def test_refetch_over_an_error_is_pending_again_only_without_data(client, clock, make_source):
    """O24"""
    empty, full = make_source(), make_source()
    empty.error = full.error = OSError("down")
    client.set_data(("full",), "old")
    async with (
        client.observe(QueryOptions(("empty",), empty, retry=False)) as one,
        client.observe(QueryOptions(("full",), full, retry=False)) as other,
    ):
        await clock.advance(0.01)
        told = asyncio.create_task(client.refetch())
        await clock.advance(0)

        assert (one.result.status, one.result.error) == ("pending", None)
        assert (other.result.status, other.result.data) == ("error", "old")
        await clock.advance(0.01)
        await told


async def test_second_invalidation_changes_nothing(client):
    """O25"""
    client.set_data(("a",), 1)
    await client.invalidate(("a",))
    before = client.get_state(("a",))
    events = []
    client.query_cache.subscribe(events.append)

    await client.invalidate(("a",))

    assert client.get_state(("a",)) is before
    assert events == []


async def test_equal_options_are_no_change(client, source):
    """O26"""
    events = []
    async with client.observe(QueryOptions(("a", {"x": 1}), source, enabled=False, stale_time=5)) as observer:
        client.query_cache.subscribe(lambda event: event.type == "observer_options_updated" and events.append(event))

        observer.set_options(QueryOptions(("a", {"x": 1}), source, enabled=False, stale_time=5))
        assert len(events) == 0
        observer.set_options(QueryOptions(("a", {"x": 1}), source, enabled=False, stale_time=6))
        assert len(events) == 1


async def test_optimistic_result_shows_the_fetch_mounting_would_start(client, source):
    """O27"""
    observer = QueryObserver(client, QueryOptions(("a",), source))

    assert observer.optimistic_result.is_loading
    assert observer.result.fetch_status == "idle"


async def test_iteration_gives_the_present_result_and_then_the_newest(client, clock, source):
    """O03"""

    async def read(observer):
        return [result.data async for result in observer]

    async with client.observe(QueryOptions(("a",), source)) as observer:
        reader = asyncio.create_task(read(observer))
        await clock.advance(0.01)
        client.set_data(("a",), "written")
        await clock.advance(0)

    assert await reader == [MISSING, "data", "written"]


async def test_listener_that_left_hears_nothing_more(client, source, heard):
    """O11"""
    async with client.observe(QueryOptions(("a",), source, enabled=False)) as observer:
        observer.subscribe()
        leave = observer.subscribe(heard)
        leave()
        client.set_data(("a",), 1)

    assert heard.results == []
