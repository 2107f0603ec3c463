"""Calling fetches off: group C."""

from __future__ import annotations

import asyncio

import pytest

from state.query import MISSING, CancelledQueryError, QueryClient, QueryOptions


async def test_unread_signal_lets_the_fetch_end_after_the_last_observer_left(client: QueryClient, clock, source):
    """C01"""
    async with client.observe(QueryOptions(("a",), source)):
        await clock.advance(0.005)
    await clock.advance(0.005)

    assert client.get_state(("a",)).data_update_count == 1


async def test_read_signal_ends_the_fetch_when_the_last_observer_leaves(client, clock, signal_reader):
    """C02"""
    async with client.observe(QueryOptions(("a",), signal_reader)):
        await clock.advance(0.005)

    state = client.get_state(("a",))
    assert signal_reader.signal.aborted
    assert (state.status, state.fetch_status, state.data) == ("pending", "idle", MISSING)


async def test_signal_fires_once_and_only_after_cancel(client, clock, signal_reader):
    """C04"""
    fired = []
    caller = asyncio.create_task(client.prefetch(QueryOptions(("a",), signal_reader)))
    await clock.advance(0.005)
    signal_reader.signal.add_listener(lambda: fired.append(1))
    assert not signal_reader.signal.aborted

    await client.cancel(("a",))
    await client.cancel(("a",))
    await caller

    assert signal_reader.signal.aborted
    assert fired == [1]


async def test_cancelling_the_first_attempt_prevents_retries(client, clock, source):
    """C05"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source, retry=3)))
    await clock.advance(0.005)
    await client.cancel()
    await clock.advance(60)

    with pytest.raises(CancelledQueryError):
        await caller
    assert source.runs == 1


async def test_cancelled_refetch_gives_its_callers_the_data_there_is(client, clock, source):
    """C06"""
    client.set_data(("a",), "data there is")
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)

    await client.cancel(("a",))

    state = client.get_state(("a",))
    assert await caller == "data there is"
    assert (state.status, state.data, state.fetch_status) == ("success", "data there is", "idle")


async def test_cancel_without_revert_is_an_error(client, clock, source):
    """C07"""
    caller = asyncio.create_task(client.prefetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)

    await client.cancel(("a",), revert=False)
    await caller

    assert client.get_state(("a",)).status == "error"


async def test_cancelled_first_fetch_leaves_a_pending_entry(client, clock, source):
    """C08"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    await client.cancel(("a",))

    with pytest.raises(CancelledQueryError, match="'a'"):
        await caller
    state = client.get_state(("a",))
    assert (state.status, state.fetch_status, state.data, state.error) == ("pending", "idle", MISSING, None)


async def test_cancelled_query_can_be_fetched_again(client, clock, source):
    """C09"""
    first = asyncio.create_task(client.prefetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    await client.cancel(("a",), revert=False)
    await first

    second = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.01)

    assert await second == "data"
    assert source.runs == 2
    assert client.get_state(("a",)).error is None


async def test_cancelling_what_has_ended_changes_nothing(client, clock, source):
    """C10"""
    client.set_data(("a",), 1)
    before = client.get_state(("a",))

    await client.cancel(("a",))

    assert client.get_state(("a",)) is before


async def test_cancel_keeps_a_write_made_during_the_fetch(client, clock, source):
    """C06 X02"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    client.set_data(("a",), "written")

    await client.cancel(("a",))

    assert await caller == "written"
    assert client.get_data(("a",)) == "written"


async def test_paused_fetch_is_cancelled_at_once(client, clock, source):
    """E17"""
    client.set_source_online(False)
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0)
    await client.cancel()

    with pytest.raises(CancelledQueryError):
        await caller


async def test_reset_during_a_fetch(client, clock, source):
    """C15"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)

    await client.reset(("a",))

    with pytest.raises(CancelledQueryError, match="reset"):
        await caller
    state = client.get_state(("a",))
    assert (state.status, state.fetch_status, state.data, state.error) == ("pending", "idle", MISSING, None)
    await clock.advance(1)
    assert source.runs == 1


async def test_no_retries_for_nobody(client, clock, make_source):
    """C16"""
    source = make_source(takes=0)
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=10, retry_delay=0.05)):
        await clock.advance(0.05)
    await clock.advance(10)

    assert source.runs == 2


async def test_observer_that_returns_before_the_next_attempt_keeps_the_retries(client, clock, make_source):
    """C16"""
    source = make_source(takes=0)
    source.error = OSError("down")
    options = QueryOptions(("a",), source, retry=10, retry_delay=0.05)
    async with client.observe(options):
        await clock.advance(0.02)
    async with client.observe(options):
        await clock.advance(10)

        assert source.runs == 11


async def test_function_cancelled_from_inside_is_an_error_of_the_query(client, clock):
    """C08"""

    async def fn(ctx):
        raise asyncio.CancelledError

    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), fn)))
    await clock.advance(0)

    with pytest.raises(CancelledQueryError):
        await caller
    assert client.get_state(("a",)).status == "error"
