"""Mutations: group M."""

from __future__ import annotations

import asyncio

import pytest

from state.query import MissingQueryFnError, MutationFilters, MutationOptions, QueryClient


def slow(clock, log=None, takes=0.01, error=None):
    async def fn(variables):
        if log is not None:
            log.append(f"start-{variables}")
        await clock.sleep(takes)
        if log is not None:
            log.append(f"finish-{variables}")
        if error is not None:
            raise error
        return f"{variables}!"

    return fn


async def test_new_observer_is_idle(client: QueryClient, clock):
    """M01"""
    result = client.mutation(MutationOptions(slow(clock))).result

    assert (result.status, result.data, result.variables, result.submitted_at) == ("idle", None, None, 0)
    assert result.is_idle


async def test_states_of_a_mutation_with_a_context(client, clock):
    """M02"""
    observer = client.mutation(MutationOptions(slow(clock), on_mutate=lambda variables: "context"))
    seen = []
    observer.subscribe(lambda result: seen.append((result.status, result.variables, result.context, result.data)))

    call = asyncio.create_task(observer.mutate("todo"))
    await clock.advance(0.01)

    assert await call == "todo!"
    assert seen == [
        ("pending", "todo", None, None),
        ("pending", "todo", "context", None),
        ("success", "todo", "context", "todo!"),
    ]


async def test_retries_count_failures(client, clock):
    """M03"""
    observer = client.mutation(MutationOptions(slow(clock, takes=0.02, error=OSError("no")), retry=1, retry_delay=0.01))
    call = asyncio.create_task(observer.mutate("x"))
    await clock.advance(0.02)
    assert (observer.result.status, observer.result.failure_count) == ("pending", 1)

    await clock.advance(0.03)
    assert (observer.result.status, observer.result.failure_count) == ("error", 2)
    with pytest.raises(OSError, match="no"):
        await call


async def test_mutation_is_tried_once_by_default(client, clock):
    """M04"""
    log = []
    call = asyncio.create_task(client.mutation(MutationOptions(slow(clock, log, error=OSError("no")))).mutate("x"))
    await clock.advance(60)

    with pytest.raises(OSError, match="no"):
        await call
    assert log == ["start-x", "finish-x"]


@pytest.mark.parametrize("error", [None, OSError("no")])
async def test_order_of_callbacks(client, clock, error):
    """M05 M06"""
    log = []
    observer = client.mutation(
        MutationOptions(
            slow(clock, log, error=error),
            on_mutate=lambda variables: log.append("mutate"),
            on_success=lambda data, variables, context: log.append("success"),
            on_error=lambda error, variables, context: log.append("error"),
            on_settled=lambda data, error, variables, context: log.append("settled"),
        )
    )
    observer.subscribe(lambda result: result.status != "pending" and log.append(f"state {result.status}"))
    call = asyncio.create_task(
        observer.mutate(
            "x",
            on_success=lambda *_: log.append("call success"),
            on_error=lambda *_: log.append("call error"),
            on_settled=lambda *_: log.append("call settled"),
        )
    )
    await clock.advance(0.01)
    outcome = (await asyncio.gather(call, return_exceptions=True))[0]

    kind = "error" if error else "success"
    assert log == ["mutate", "start-x", "finish-x", kind, "settled", f"state {kind}", f"call {kind}", "call settled"]
    assert outcome is error if error else outcome == "x!"


async def test_failing_on_mutate_prevents_the_function(client, clock):
    """M07"""
    log = []

    def fail(variables):
        raise ValueError("not now")

    options = MutationOptions(slow(clock, log), on_mutate=fail, on_error=lambda *_: log.append("error"))
    with pytest.raises(ValueError, match="not now"):
        await client.mutation(options).mutate("x")

    assert log == ["error"]


async def test_failing_error_callback_is_reported_and_replaces_nothing(client, clock):
    """M09"""
    reported, log = [], []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(str(context["exception"])))

    def fail(*_):
        raise ValueError("in the callback")

    options = MutationOptions(
        slow(clock, takes=0, error=OSError("no")), on_error=fail, on_settled=lambda *_: log.append("settled")
    )
    with pytest.raises(OSError, match="no"):
        await client.mutation(options).mutate("x")

    assert reported == ["in the callback"]
    assert log == ["settled"]


async def test_failing_callback_of_the_call_leaves_the_result(client, clock):
    """M10"""
    reported = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(str(context["exception"])))
    observer = client.mutation(MutationOptions(slow(clock, takes=0)))
    observer.subscribe()

    def fail(*_):
        raise ValueError("in the callback")

    assert await observer.mutate("x", on_success=fail) == "x!"
    assert observer.result.is_success
    assert reported == ["in the callback"]


async def test_callbacks_of_the_call_need_a_listener(client, clock):
    """M11"""
    log = []
    observer = client.mutation(MutationOptions(slow(clock, takes=0)))

    await observer.mutate("x", on_success=lambda *_: log.append("success"))

    assert observer.result.is_success
    assert log == []


async def test_options_changed_while_pending_are_used(client, clock):
    """M13"""
    log = []
    fn = slow(clock)
    observer = client.mutation(MutationOptions(fn, on_success=lambda *_: log.append("old")))
    call = asyncio.create_task(observer.mutate("x"))
    await clock.advance(0)
    observer.set_options(MutationOptions(fn, on_success=lambda *_: log.append("new")))
    await clock.advance(0.01)
    await call

    assert log == ["new"]


async def test_another_key_makes_the_observer_idle(client, clock):
    """M14"""
    fn = slow(clock, takes=0)
    observer = client.mutation(MutationOptions(fn, key=("a",)))
    await observer.mutate("x")
    observer.set_options(MutationOptions(fn, key=("b",)))

    assert observer.result.is_idle
    assert [mutation.state.status for mutation in client.mutation_cache.find_all()] == ["success"]


async def test_reset_makes_the_observer_idle(client, clock):
    """M15"""
    observer = client.mutation(MutationOptions(slow(clock, takes=0)))
    await observer.mutate("x")

    observer.reset()

    assert observer.result.is_idle


async def test_no_function(client):
    """M16"""
    with pytest.raises(MissingQueryFnError, match="mutation"):
        await client.mutation(MutationOptions()).mutate("x")


@pytest.mark.parametrize("error", [None, OSError("no")])
async def test_one_scope_is_serial(client, clock, error):
    """M17"""
    log = []
    first = client.mutation(MutationOptions(slow(clock, log, error=error), scope="s"))
    second = client.mutation(MutationOptions(slow(clock, log), scope="s"))
    calls = [asyncio.create_task(first.mutate("A")), asyncio.create_task(second.mutate("B"))]
    await clock.advance(0)
    assert (second.result.status, second.result.is_paused) == ("pending", True)

    await clock.advance(0.02)
    await asyncio.gather(*calls, return_exceptions=True)

    assert log == ["start-A", "finish-A", "start-B", "finish-B"]
    assert client.mutation_cache._lines == {}


@pytest.mark.parametrize(("scopes", "log_wanted"), [((None, None), "parallel"), (("s", "t"), "parallel")])
async def test_without_a_common_scope_they_run_side_by_side(client, clock, scopes, log_wanted):
    """M18 M19"""
    log = []
    calls = [
        asyncio.create_task(client.mutation(MutationOptions(slow(clock, log), scope=scope)).mutate(name))
        for scope, name in zip(scopes, "AB", strict=True)
    ]
    await clock.advance(0.01)
    await asyncio.gather(*calls)

    assert log == ["start-A", "start-B", "finish-A", "finish-B"]


async def test_offline_mutation_waits_for_the_source(client, clock):
    """M23"""
    client.set_source_online(False)
    observer = client.mutation(MutationOptions(slow(clock)))
    call = asyncio.create_task(observer.mutate("x"))
    await clock.advance(1)
    assert (observer.result.status, observer.result.is_paused) == ("pending", True)

    client.set_source_online(True)
    await clock.advance(0.01)

    assert await call == "x!"


async def test_listener_that_left_hears_nothing_and_the_mutation_goes(client, clock):
    """M24 G09"""
    heard = []
    observer = client.mutation(MutationOptions(slow(clock), gc_time=0.01))
    leave = observer.subscribe(heard.append)
    call = asyncio.create_task(observer.mutate("x"))
    await clock.advance(0)
    leave()
    before = len(heard)
    await clock.advance(0.01)
    await call

    assert len(heard) == before
    assert len(client.mutation_cache) == 1
    await clock.advance(0.01)
    assert len(client.mutation_cache) == 0


async def test_count_of_mutations(client, clock):
    """M25 K18"""
    calls = [asyncio.create_task(client.mutation(MutationOptions(slow(clock), key=key)).mutate("x")) for key in (("a",), None)]
    await clock.advance(0)

    assert client.is_mutating() == 2
    assert client.is_mutating(MutationFilters(key=("a",))) == 1
    await clock.advance(0.01)
    await asyncio.gather(*calls)
    assert client.is_mutating() == 0


async def test_caller_that_goes_away_does_not_stop_a_write(client, clock):
    """X03"""
    log = []
    observer = client.mutation(MutationOptions(slow(clock, log), gc_time=1))
    call = asyncio.create_task(observer.mutate("x"))
    await clock.advance(0.005)
    call.cancel()
    await clock.advance(0.005)

    assert log == ["start-x", "finish-x"]
    assert observer.result.is_success
    await clock.advance(1)
    assert len(client.mutation_cache) == 0
