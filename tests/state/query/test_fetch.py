"""Imperative calls: group I."""

from __future__ import annotations

import asyncio

import pytest

from state.query import (
    MISSING,
    SKIP,
    STATIC,
    MissingQueryFnError,
    NoDataError,
    QueryClient,
    QueryOptions,
    QueryTimeoutError,
)

FOREVER = float("inf")


async def fetched(client, clock, options, seconds=0.05):
    task = asyncio.create_task(client.fetch(options))
    await clock.advance(seconds)
    return await task


async def test_first_fetch_runs_once_and_keeps_the_data(client, clock, source):
    """I01"""
    assert await fetched(client, clock, QueryOptions(("a",), source)) == "data"

    assert source.runs == 1
    assert client.get_data(("a",)) == "data"


@pytest.mark.parametrize("value", ["data", 0, "", None, False])
async def test_fresh_data_answers_without_a_run_even_if_falsy(client, source, value):
    """I02"""
    client.set_data(("a",), value)

    assert await client.fetch(QueryOptions(("a",), source, stale_time=FOREVER)) is value
    assert source.runs == 0


async def test_without_stale_time_every_fetch_runs(client, clock, source):
    """I03"""
    for _ in range(2):
        await fetched(client, clock, QueryOptions(("a",), source))

    assert source.runs == 2


async def test_data_is_fresh_until_its_stale_time_has_passed(client, clock, source):
    """I03"""
    options = QueryOptions(("a",), source, stale_time=10)
    await fetched(client, clock, options, 0.01)

    await clock.advance(9.99)
    await fetched(client, clock, options)
    assert source.runs == 1
    await clock.advance(0.01)
    await fetched(client, clock, options)
    assert source.runs == 2


async def test_static_data_answers_even_after_an_invalidation_and_infinite_does_not(client, clock, source):
    """I05"""
    client.set_data(("a",), "old")
    await client.invalidate(("a",))

    assert await client.fetch(QueryOptions(("a",), source, stale_time=STATIC)) == "old"
    assert source.runs == 0
    assert await fetched(client, clock, QueryOptions(("a",), source, stale_time=FOREVER)) == "data"
    assert source.runs == 1


async def test_stale_time_function_is_asked_with_the_entry(client, source):
    """I06"""
    client.set_data(("a",), "old")
    asked = []

    await client.fetch(QueryOptions(("a",), source, stale_time=lambda query: asked.append(query.key) or FOREVER))

    assert asked == [("a",)]
    assert source.runs == 0


async def test_failing_function_runs_once_and_its_error_reaches_the_caller(client, clock, source):
    """I07"""
    source.error = OSError("down")

    with pytest.raises(OSError, match="down"):
        await fetched(client, clock, QueryOptions(("a",), source), 60)
    assert source.runs == 1


async def test_cached_data_beats_initial_data(client, clock, source):
    """I08"""
    client.set_data(("a",), "og")

    assert await client.fetch(QueryOptions(("a",), source, stale_time=0.1, initial_data="initial")) == "og"


async def test_each_fetch_sees_its_own_meta(client, clock, source):
    """I10"""
    await fetched(client, clock, QueryOptions(("a",), source, meta={"n": 1}))
    await fetched(client, clock, QueryOptions(("a",), source, meta={"n": 2}))

    assert [context.meta for context in source.contexts] == [{"n": 1}, {"n": 2}]


async def test_selected_value_is_returned_and_the_raw_one_kept(client, clock, source):
    """I11"""
    options = QueryOptions(("a",), source, stale_time=FOREVER, select=str.upper)

    assert await fetched(client, clock, options) == "DATA"
    assert await client.fetch(options) == "DATA"
    assert client.get_data(("a",)) == "data"


async def test_enabled_does_not_bind_imperative_calls(client, clock, source):
    """I12"""
    assert await fetched(client, clock, QueryOptions(("a",), source, enabled=False)) == "data"


async def test_skip_gives_cached_data_or_says_that_the_function_is_missing(client):
    """I13"""
    client.set_data(("a",), "cached")

    assert await client.fetch(QueryOptions(("a",), SKIP)) == "cached"
    with pytest.raises(MissingQueryFnError, match="'b'"):
        await client.fetch(QueryOptions(("b",), SKIP))


async def test_ensure_fetches_only_if_there_is_nothing(client, clock, source):
    """I14"""
    client.set_data(("a",), 0, updated_at=-1000)

    assert await client.ensure(QueryOptions(("a",), source)) == 0
    assert source.runs == 0
    task = asyncio.create_task(client.ensure(QueryOptions(("b",), source)))
    await clock.advance(0.01)
    assert await task == "data"


async def test_ensure_can_refresh_stale_data_in_the_background(client, clock, source):
    """I14"""
    client.set_data(("a",), "old")

    assert await client.ensure(QueryOptions(("a",), source), revalidate_if_stale=True) == "old"
    await clock.advance(0.01)
    assert client.get_data(("a",)) == "data"


async def test_initial_data_satisfies_ensure(client, source):
    """I16"""
    assert await client.ensure(QueryOptions(("a",), source, initial_data="initial")) == "initial"
    assert source.runs == 0


async def test_prefetch_raises_nothing_and_leaves_the_error_in_the_entry(client, clock, source):
    """I17"""
    source.error = OSError("down")
    task = asyncio.create_task(client.prefetch(QueryOptions(("a",), source)))
    await clock.advance(0.01)

    assert await task is None
    assert client.get_state(("a",)).error is source.error


async def test_prefetched_entry_goes_after_its_gc_time(client, clock, source):
    """I18"""
    task = asyncio.create_task(client.prefetch(QueryOptions(("a",), source, gc_time=0.01)))
    await clock.advance(0.01)
    await task

    assert client.get_data(("a",)) == "data"
    await clock.advance(0.01)
    assert client.get_state(("a",)) is None


async def test_function_that_returns_missing_fails_and_none_is_data(client, clock, source):
    """E10"""
    source.value = MISSING
    with pytest.raises(NoDataError, match="'a'"):
        await fetched(client, clock, QueryOptions(("a",), source))

    source.value = None
    assert await fetched(client, clock, QueryOptions(("a",), source)) is None
    assert client.get_state(("a",)).status == "success"


async def test_no_function_is_an_error_that_names_the_key(client, clock):
    """E11"""
    with pytest.raises(MissingQueryFnError, match="'a'"):
        await fetched(client, clock, QueryOptions(("a",)))


async def test_timeout_of_one_caller_leaves_the_fetch_to_the_others(client, clock, make_source):
    """X05"""
    source = make_source(takes=10)
    hurried = asyncio.create_task(client.fetch(QueryOptions(("a",), source, timeout=1)))
    patient = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))

    await clock.advance(1)
    with pytest.raises(QueryTimeoutError):
        await hurried
    await clock.advance(9)

    assert await patient == "data"
    assert source.runs == 1


async def test_old_data_may_answer_a_failed_or_slow_fetch(client, clock, make_source):
    """X05"""
    source = make_source(takes=10)
    client.set_data(("a",), "old")

    slow = fetched(client, clock, QueryOptions(("a",), source, timeout=1, stale_if_error=60), 10)
    assert await slow == "old"
    source.error = OSError("down")
    client.set_data(("b",), "old")
    assert await fetched(client, clock, QueryOptions(("b",), source, stale_if_error=60), 10) == "old"
    with pytest.raises(OSError, match="down"):
        await fetched(client, clock, QueryOptions(("b",), source, stale_if_error=5), 10)


async def test_known_error_answers_for_its_negative_ttl(client: QueryClient, clock, source):
    """X18"""
    source.error = OSError("down")
    options = QueryOptions(("a",), source, negative_ttl=1)

    for _ in range(20):
        with pytest.raises(OSError, match="down"):
            await fetched(client, clock, options, 0.01)
    assert source.runs == 1
    await clock.advance(1)
    with pytest.raises(OSError, match="down"):
        await fetched(client, clock, options)
    assert source.runs == 2


async def test_invalidation_ends_the_negative_ttl(client: QueryClient, clock, source):
    """X18"""
    source.error = OSError("down")
    options = QueryOptions(("a",), source, negative_ttl=100)
    with pytest.raises(OSError, match="down"):
        await fetched(client, clock, options)

    source.error = None
    await client.invalidate(("a",))

    assert await fetched(client, clock, options) == "data"
