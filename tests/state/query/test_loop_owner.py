"""One loop, a clean end, a clock that never goes back: X25 to X27."""

from __future__ import annotations

import asyncio
import gc
import threading
import time

import pytest

from state.query import (
    ClientClosedError,
    ManualClock,
    MutationOptions,
    QueryClient,
    QueryOptions,
    SystemClock,
    WrongLoopError,
)


async def test_closing_leaves_no_task_and_no_waiting_caller(clock, make_source):
    """X26"""
    loop_errors = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: loop_errors.append(context))
    others = asyncio.all_tasks()
    async with QueryClient(clock=clock) as client:
        calls = [
            asyncio.create_task(client.fetch(QueryOptions(("a",), make_source(takes=100)))),
            asyncio.create_task(client.mutation(MutationOptions(lambda variables: clock.sleep(100))).mutate(1)),
        ]
        observer = client.observe(QueryOptions(("b",), make_source(takes=1), refetch_interval=1))
        observer.subscribe()
        await clock.advance(10)

    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ClientClosedError, ClientClosedError]
    assert asyncio.all_tasks() == others
    assert all(timer.callback is None for _, _, timer in clock._timers)
    gc.collect()
    assert loop_errors == []


async def test_closed_client_refuses_every_call(clock, source):
    """X26"""
    client = QueryClient(clock=clock)
    await client.close()
    await client.close()

    with pytest.raises(ClientClosedError):
        await client.fetch(QueryOptions(("a",), source))
    for call in (lambda: client.set_data(("a",), 1), lambda: client.get_data(("a",)), client.clear):
        with pytest.raises(ClientClosedError):
            call()
    with pytest.raises(ClientClosedError):
        client.observe(QueryOptions(("a",), source))


async def test_iteration_ends_with_the_client(clock, source):
    """X26"""
    async with QueryClient(clock=clock) as client:
        observer = client.observe(QueryOptions(("a",), source))
        observer.subscribe()

        async def read():
            return [result.status async for result in observer]

        reader = asyncio.create_task(read())
        await clock.advance(1)

    assert (await reader)[-1] == "success"


async def test_call_from_another_loop_is_refused(client, clock, source):
    """X27"""
    client.set_data(("a",), 1)
    outcome = []

    def elsewhere():
        try:
            asyncio.run(client.fetch(QueryOptions(("a",), source, stale_time=100)))
        except WrongLoopError as error:
            outcome.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    assert outcome == ["The query client belongs to another event loop: use one client per loop."]


async def test_call_from_another_thread_is_refused(client):
    """X27"""
    with pytest.raises(WrongLoopError, match="thread"):
        await asyncio.to_thread(client.set_data, ("a",), 1)


def test_client_may_be_filled_before_its_loop_runs():
    """X27"""
    clock = ManualClock()
    client = QueryClient(clock=clock)
    client.set_query_defaults(("a",), gc_time=5)
    client.set_data(("a",), 1)

    async def later():
        async with client:
            assert client.get_data(("a",)) == 1
            await clock.advance(5)
            assert client.get_state(("a",)) is None

    asyncio.run(later())


def test_system_clock_ignores_jumps_of_the_wall_clock(monkeypatch):
    """X25"""
    clock = SystemClock()
    before = clock.now()
    assert before == pytest.approx(time.time(), abs=5)

    monkeypatch.setattr(time, "time", lambda: 0.0)

    assert clock.now() >= before


def test_system_clock_spreads_delays_and_the_manual_one_does_not():
    """E04"""
    spread = {SystemClock().spread(30) for _ in range(50)}

    assert len(spread) > 40
    assert all(0 <= seconds <= 30 for seconds in spread)
    assert ManualClock().spread(30) == 30


async def test_system_clock_runs_a_real_query():
    """I01"""
    async with QueryClient() as client:

        async def fn(ctx):
            return 5

        assert await client.fetch(QueryOptions(("a",), fn, gc_time=0)) == 5


async def test_manual_clock_runs_what_is_due_in_order_and_lets_tasks_settle():
    """X25"""
    clock, log = ManualClock(), []

    async def tell(name, *delays):
        for delay in delays:
            await clock.sleep(delay)
            log.append((name, round(clock.now(), 6)))

    tasks = [asyncio.create_task(tell("a", 1, 1)), asyncio.create_task(tell("b", 0.5, 1))]
    await clock.advance(0)
    assert log == []
    for _ in range(20):
        await clock.advance(0.1)

    assert log == [("b", 0.5), ("a", 1.0), ("b", 1.5), ("a", 2.0)]
    await asyncio.gather(*tasks)
