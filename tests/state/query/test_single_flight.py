"""One flight a key, retries, pauses, and what must not be lost meanwhile: group E, X01 to X05."""

from __future__ import annotations

import asyncio
import contextvars
import itertools

import pytest

from state.query import ManualClock, QueryClient, QueryOptions, SessionSignals


async def test_ten_thousand_callers_share_one_run(client: QueryClient, clock: ManualClock, source):
    """E01"""
    callers = [asyncio.create_task(client.fetch(QueryOptions(("a",), source))) for _ in range(10_000)]
    await clock.advance(0.01)

    assert set(await asyncio.gather(*callers)) == {"data"}
    assert source.runs == 1


async def test_all_callers_get_the_same_exception(client, clock, source):
    """E01"""
    source.error = OSError("down")
    callers = [asyncio.create_task(client.fetch(QueryOptions(("a",), source))) for _ in range(10)]
    await clock.advance(0.01)

    outcomes = await asyncio.gather(*callers, return_exceptions=True)

    assert all(outcome is source.error for outcome in outcomes)


async def test_joining_a_fetch_announces_no_second_start(client, clock, source):
    """E02"""
    actions = []
    client.query_cache.subscribe(lambda event: event.action and actions.append(type(event.action).__name__))
    callers = [asyncio.create_task(client.fetch(QueryOptions(("a",), source))) for _ in range(2)]
    await clock.advance(0.01)
    await asyncio.gather(*callers)

    assert actions == ["FetchStarted", "FetchSucceeded"]


async def test_observers_retry_three_times(client, clock, source):
    """E03"""
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source)) as observer:
        await clock.advance(60)

        assert source.runs == 4
        assert observer.result.error is source.error


async def test_delays_double_up_to_thirty_seconds(client, clock, make_source):
    """E04"""
    source = make_source(takes=0)
    source.error = OSError("down")

    async with client.observe(QueryOptions(("a",), source, retry=7)) as observer:
        await clock.advance(200)
        assert observer.result.is_error

    gaps = [after - before for before, after in itertools.pairwise(source.moments)]
    assert gaps == [1, 2, 4, 8, 16, 30, 30]


async def test_retry_options_are_asked_with_zero_at_the_first_failure(client, clock, source):
    """E05 E06"""
    source.error = OSError("down")
    asked = []

    def retry(count, error):
        asked.append(("retry", count))
        return count < 2

    def delay(count, error):
        asked.append(("delay", count))
        return 1

    with pytest.raises(OSError, match="down"):
        await _settled(client, clock, QueryOptions(("a",), source, retry=retry, retry_delay=delay), 10)

    assert asked == [("retry", 0), ("delay", 0), ("retry", 1), ("delay", 1), ("retry", 2)]
    assert source.runs == 3


async def test_retry_true_never_gives_up(client, clock, source):
    """E05"""
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=True, retry_delay=1)):
        await clock.advance(500)

        assert source.runs > 400


async def test_failures_are_counted_and_forgotten_at_success(client, clock, source):
    """E07 E08"""
    source.failures_left = 2
    seen = []
    client.query_cache.subscribe(lambda event: seen.append((event.query.state.failure_count, event.query.state.status)))

    outcome = await _settled(client, clock, QueryOptions(("a",), source, retry=3, retry_delay=1), 10)

    assert outcome == "data"
    assert [count for count, _ in seen if count] == [1, 2]
    assert all(status != "error" for _, status in seen)
    assert client.get_state(("a",)).failure_count == 0


async def test_function_that_raises_before_its_first_await_counts_as_a_failed_attempt(client, clock):
    """E09"""
    runs = []

    def fn(ctx):
        runs.append(1)
        raise ValueError("at once")

    with pytest.raises(ValueError, match="at once"):
        await _settled(client, clock, QueryOptions(("a",), fn, retry=1, retry_delay=1), 5)
    assert len(runs) == 2


async def test_offline_source_holds_the_first_attempt_back(client, clock, source):
    """E13"""
    client.set_source_online(False)
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(1)
    assert (client.get_state(("a",)).fetch_status, source.runs) == ("paused", 0)

    client.set_source_online(True)
    await clock.advance(0.01)

    assert await caller == "data"


async def test_source_lost_between_retries_pauses_them(client, clock, source):
    """E14"""
    source.failures_left = 1
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source, retry=1, retry_delay=1)))
    await clock.advance(0.5)
    client.set_source_online(False)
    await clock.advance(1)
    assert (client.get_state(("a",)).fetch_status, source.runs) == ("paused", 1)

    client.set_source_online(True)
    await clock.advance(0.01)

    assert await caller == "data"


async def test_retries_wait_while_no_tab_looks_and_go_on_with_focus(client, clock, source):
    """E15"""
    session = SessionSignals(focused=False)
    source.failures_left = 1
    async with client.observe(QueryOptions(("a",), source, retry_delay=1), session=session) as observer:
        await clock.advance(5)
        assert (observer.result.fetch_status, source.runs) == ("paused", 1)

        session.set_focused(True)
        await clock.advance(0.01)

        assert observer.result.data == "data"


async def test_a_hidden_tab_holds_nobody_else_back(client, clock, source):
    """E15"""
    source.failures_left = 1
    async with (
        client.observe(QueryOptions(("a",), source, retry_delay=1), session=SessionSignals(focused=False)),
        client.observe(QueryOptions(("a",), source, retry_delay=1), session=SessionSignals()) as visible,
    ):
        await clock.advance(2)

        assert visible.result.data == "data"


async def test_network_modes_always_and_offline_first(client, clock, make_source):
    """E16"""
    client.set_source_online(False)
    always, first = make_source(), make_source()
    always.failures_left = first.failures_left = 1

    async with (
        client.observe(QueryOptions(("always",), always, network_mode="always", retry_delay=1)) as one,
        client.observe(QueryOptions(("first",), first, network_mode="offline_first", retry_delay=1)) as other,
    ):
        await clock.advance(5)

        assert one.result.data == "data"
        assert (other.result.fetch_status, first.runs) == ("paused", 1)


async def test_invalidation_during_the_first_fetch_is_followed_by_another_fetch(client, clock, source):
    """X01"""
    source.value = "old"
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)

    source.value = "new"
    await client.invalidate(("a",))
    await clock.advance(0.02)
    await caller

    assert source.runs == 2
    assert client.get_data(("a",)) == "new"
    assert not client.get_state(("a",)).is_invalidated


async def test_many_invalidations_during_one_fetch_cost_one_more_run(client, clock, source):
    """X01"""
    async with client.observe(QueryOptions(("a",), source)):
        await clock.advance(0.005)
        waiting = [asyncio.create_task(client.invalidate(("a",))) for _ in range(5)]
        await clock.advance(1)
        await asyncio.gather(*waiting)

        assert source.runs == 2


async def test_caller_that_comes_after_the_invalidation_never_gets_the_older_result(client, clock, source):
    """X01 X02"""
    source.value = "old"
    early = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    source.value = "new"
    await client.invalidate(("a",))
    late = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(1)

    assert await early == "old"
    assert await late == "new"
    assert source.runs == 2


async def test_invalidation_that_asks_for_no_refetch_still_outdates_the_running_fetch(client, clock, source):
    """X01"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)

    await client.invalidate(("a",), refetch_type="none")
    await clock.advance(1)
    await caller

    assert source.runs == 1
    assert client.get_state(("a",)).is_invalidated


async def test_result_of_an_older_fetch_does_not_overwrite_a_write(client, clock, source):
    """X02"""
    source.value = "old"
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    client.set_data(("a",), "written")
    source.value = "confirmed"
    await clock.advance(0.005)

    assert client.get_data(("a",)) == "written"
    assert await caller == "written"
    await clock.advance(0.01)
    assert client.get_data(("a",)) == "confirmed"
    assert source.runs == 2


async def test_error_of_an_older_fetch_does_not_hide_a_write(client, clock, source):
    """X02"""
    source.error = OSError("down")
    caller = asyncio.create_task(client.prefetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    source.error = None
    client.set_data(("a",), "written")
    await clock.advance(0.005)
    await caller

    assert client.get_state(("a",)).status == "success"
    assert client.get_data(("a",)) == "written"


async def test_retry_that_begins_after_the_invalidation_needs_no_further_fetch(client, clock, source):
    """X01"""
    source.failures_left = 1
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source, retry=1, retry_delay=1)))
    await clock.advance(0.5)
    await client.invalidate(("a",))
    await clock.advance(5)

    assert await caller == "data"
    assert source.runs == 2
    assert not client.get_state(("a",)).is_invalidated


async def test_function_that_writes_and_invalidates_its_own_entry_outdates_nothing(client, clock):
    """X01"""
    runs = []

    async def fn(ctx):
        runs.append(1)
        ctx.client.set_data(ctx.key, "partial")
        await ctx.client.invalidate(ctx.key)
        await clock.sleep(0.01)
        return "whole"

    assert await _settled(client, clock, QueryOptions(("a",), fn), 1) == "whole"
    assert len(runs) == 1


@pytest.mark.parametrize("gone", [0, 2])
async def test_cancelled_caller_disturbs_no_other(client, clock, source, gone):
    """X03"""
    callers = [asyncio.create_task(client.fetch(QueryOptions(("a",), source))) for _ in range(4)]
    await clock.advance(0.005)
    callers[gone].cancel()
    await clock.advance(0.005)

    outcomes = await asyncio.gather(*callers, return_exceptions=True)

    assert outcomes.count("data") == 3
    assert isinstance(outcomes[gone], asyncio.CancelledError)
    assert source.runs == 1


async def test_fetch_nobody_waits_for_ends_within_a_tick_if_it_reads_the_signal(client, clock, signal_reader):
    """X04"""
    callers = [asyncio.create_task(client.fetch(QueryOptions(("a",), signal_reader))) for _ in range(3)]
    await clock.advance(0.005)
    for caller in callers:
        caller.cancel()
    await clock.advance(0)

    assert signal_reader.signal.aborted
    assert client.get_state(("a",)).fetch_status == "idle"


async def test_fetch_nobody_waits_for_goes_on_if_it_does_not_read_the_signal(client, clock, source):
    """X04"""
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    caller.cancel()
    await clock.advance(0.005)

    assert client.get_data(("a",)) == "data"


async def test_flight_sees_nothing_of_the_request_that_started_it(client, clock):
    """X03"""
    request = contextvars.ContextVar("request", default="none")
    request.set("of the first caller")

    async def fn(ctx):
        return request.get()

    assert await _settled(client, clock, QueryOptions(("a",), fn), 0) == "none"


async def test_caller_cancelled_in_the_turn_its_error_comes_leaves_no_warning(client, clock, source, recwarn):
    """X26"""
    source.error = OSError("down")
    loop_errors = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: loop_errors.append(context))
    caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    client.query_cache.subscribe(lambda event: event.query.state.status == "error" and caller.cancel())
    await clock.advance(1)

    assert caller.done()
    assert loop_errors == []


async def _settled(client, clock, options, seconds):
    caller = asyncio.create_task(client.fetch(options))
    await clock.advance(seconds)
    return await caller
