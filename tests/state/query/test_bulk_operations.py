"""Invalidate, refetch, reset, remove: group V, and tags (X10)."""

from __future__ import annotations

import asyncio

import pytest

from state.query import MISSING, SKIP, QueryClient, QueryFilters, QueryObserver, QueryOptions

FOREVER = float("inf")


async def done(clock, work, seconds=0.05):
    task = asyncio.create_task(work)
    await clock.advance(seconds)
    return await task


async def test_invalidation_marks_all_and_fetches_the_active_ones(client: QueryClient, clock, make_source):
    """V01"""
    active, inactive = make_source(), make_source()
    await done(clock, client.fetch(QueryOptions(("a", "idle"), inactive)))
    async with client.observe(QueryOptions(("a", "seen"), active, stale_time=FOREVER)):
        await clock.advance(0.01)

        await done(clock, client.invalidate(("a",)))

        assert (active.runs, inactive.runs) == (2, 1)
        assert client.get_state(("a", "idle")).is_invalidated


@pytest.mark.parametrize(("refetch_type", "runs"), [("none", (1, 1)), ("inactive", (1, 2)), ("all", (2, 2))])
async def test_refetch_type_says_which_are_fetched(client, clock, make_source, refetch_type, runs):
    """V02"""
    active, inactive = make_source(), make_source()
    await done(clock, client.fetch(QueryOptions(("a", "idle"), inactive)))
    async with client.observe(QueryOptions(("a", "seen"), active, stale_time=FOREVER)):
        await clock.advance(0.01)

        await done(clock, client.invalidate(("a",), refetch_type=refetch_type))

        assert (active.runs, inactive.runs) == runs


async def test_disabled_and_skipped_entries_are_marked_and_never_fetched(client, clock, source):
    """V03"""
    client.set_data(("a",), 1)
    client.set_data(("b",), 1)
    await client.fetch(QueryOptions(("b",), SKIP))
    async with client.observe(QueryOptions(("a",), source, enabled=False)):
        await done(clock, client.invalidate(refetch_type="all"))

        assert source.runs == 0
        assert client.get_state(("a",)).is_invalidated
        assert client.get_state(("b",)).status == "success"


@pytest.mark.parametrize(("cancel_refetch", "aborted", "runs"), [(True, True, 2), (False, False, 1)])
async def test_refetch_replaces_a_fetch_that_runs_over_data(client, clock, signal_reader, cancel_refetch, aborted, runs):
    """V05"""
    client.set_data(("a",), "old")
    async with client.observe(QueryOptions(("a",), signal_reader)):
        await clock.advance(0.005)
        first = signal_reader.signal

        await done(clock, client.refetch(("a",), cancel_refetch=cancel_refetch))

        assert (first.aborted, signal_reader.runs) == (aborted, runs)


async def test_callers_of_a_replaced_fetch_get_the_new_result(client, clock, source):
    """V05"""
    client.set_data(("a",), "old")
    async with client.observe(QueryOptions(("a",), source)):
        caller = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
        await clock.advance(0.005)
        source.value = "newer"
        await done(clock, client.refetch(("a",)))

        assert await caller == "newer"


async def test_refetch_all_or_only_the_stale_ones(client, clock, make_source):
    """V06"""
    fresh, stale = make_source(), make_source()
    await done(clock, client.fetch(QueryOptions(("fresh",), fresh)))
    await done(clock, client.fetch(QueryOptions(("stale",), stale)))
    await client.invalidate(("stale",), refetch_type="none")

    await done(clock, client.refetch(QueryFilters(stale=True)))
    assert (fresh.runs, stale.runs) == (1, 2)
    await done(clock, client.refetch())
    assert (fresh.runs, stale.runs) == (2, 3)


@pytest.mark.parametrize("work", ["invalidate", "refetch", "reset"])
async def test_fetch_that_ends_at_once_is_not_waited_for_for_ever(client, clock, make_source, work):
    """V06"""
    source = make_source(takes=0)
    async with client.observe(QueryOptions(("a",), source)):
        await clock.advance(0)

        await asyncio.wait_for(getattr(client, work)(("a",)), timeout=1)

        assert source.runs == 2


async def test_cancelled_bulk_call_leaves_the_fetches_to_the_others(client, clock, make_source):
    """X03"""
    loop_errors = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: loop_errors.append(context))
    good, bad = make_source(), make_source()
    bad.error = OSError("down")
    async with (
        client.observe(QueryOptions(("good",), good, stale_time=FOREVER)) as observer,
        client.observe(QueryOptions(("bad",), bad, retry=False)),
    ):
        await clock.advance(0.01)
        good.value = "new"
        call = asyncio.create_task(client.refetch())
        await clock.advance(0.005)
        call.cancel()
        await clock.advance(0.005)

        assert call.cancelled()
        assert observer.result.data == "new"
        assert loop_errors == []


async def test_refetch_raises_only_if_asked_to(client, clock, source):
    """V08"""
    client.set_data(("a",), "old")
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=False, stale_time=FOREVER)):
        await done(clock, client.refetch())

        with pytest.raises(OSError, match="down"):
            await done(clock, client.refetch(throw_on_error=True))


async def test_paused_refetch_is_not_waited_for(client, clock, source):
    """V09"""
    async with client.observe(QueryOptions(("a",), source)):
        await clock.advance(0.01)
        client.set_source_online(False)

        await asyncio.wait_for(client.refetch(), timeout=1)

        assert client.get_state(("a",)).fetch_status == "paused"


async def test_all_marks_are_set_before_the_first_listener_hears(client):
    """V10"""
    for number in range(3):
        client.set_data(("a", number), number)
    marks = []
    client.query_cache.subscribe(
        lambda event: marks.append([query.state.is_invalidated for query in client.query_cache.find_all()])
    )

    await client.invalidate(("a",))

    assert marks == [[True, True, True]] * 3


async def test_reset_fetches_what_matched_before_it(client, clock, source):
    """V12"""
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, retry=False)) as observer:
        await clock.advance(0.01)
        source.error = None

        await done(clock, client.reset(QueryFilters(predicate=lambda query: query.state.status == "error")))

        assert observer.result.data == "data"


async def test_reset_goes_back_to_initial_data_that_came_later(client, clock, source):
    """V13"""
    async with client.observe(QueryOptions(("a",), source, enabled=False)):
        observer = QueryObserver(client, QueryOptions(("a",), source, initial_data="initial", enabled=False))
        assert observer.result.data == "initial"
        client.set_data(("a",), "written")

        await client.reset(("a",))

        assert client.get_data(("a",)) == "initial"


async def test_removed_entry_leaves_the_observer_what_it_shows(client, clock, source):
    """V14"""
    async with client.observe(QueryOptions(("a",), source)) as observer:
        await clock.advance(0.01)
        old = observer.query

        client.remove(("a",))
        assert client.get_state(("a",)) is None
        assert observer.result.data == "data"

        await done(clock, observer.refetch())
        assert observer.query is not old
        assert client.get_data(("a",)) == "data"


async def test_clear_announces_every_removal(client):
    """V16"""
    client.set_data(("a",), 1)
    client.set_data(("b",), 1)
    removed = []
    client.query_cache.subscribe(lambda event: removed.append((event.type, event.query.key)))

    client.clear()

    assert removed == [("removed", ("a",)), ("removed", ("b",))]
    assert client.get_many() == []


async def test_initial_data_of_long_ago(client, clock, source):
    """V17"""
    options = QueryOptions(("a",), source, initial_data="i", initial_data_updated_at=0, stale_time=FOREVER)
    await clock.advance(100)
    async with client.observe(options) as observer:
        await clock.advance(1)
        assert (observer.result.status, observer.result.data_updated_at, source.runs) == ("success", 0, 0)

        observer.set_options(QueryOptions(("a",), source, stale_time=50))
        assert observer.result.is_stale


async def test_initial_data_function_is_called_once(client, source):
    """V18"""
    calls = []
    options = QueryOptions(
        ("a",), source, initial_data=lambda: calls.append(1) or "i", initial_data_updated_at=lambda: 5, stale_time=FOREVER
    )
    for _ in range(3):
        await client.fetch(options)

    assert calls == [1]
    assert client.get_state(("a",)).data_updated_at == 5


async def test_initial_data_for_an_entry_that_is_being_prefetched(client, clock, source):
    """V19"""
    prefetching = asyncio.create_task(client.prefetch(QueryOptions(("a",), source)))
    await clock.advance(0.005)
    observer = QueryObserver(client, QueryOptions(("a",), source, initial_data="initial"))

    assert observer.result.data == "initial"
    assert client.get_state(("a",)).data_update_count == 0
    await clock.advance(0.005)
    await prefetching
    assert (client.get_data(("a",)), client.get_state(("a",)).data_update_count) == ("data", 1)


async def test_change_of_one_member_touches_what_is_about_it_or_about_all(client, clock):
    """X10"""
    for name, tags in {
        "seven": [("todo", 7)],
        "eight": [("todo", 8)],
        "list": [("todo",)],
        "star": [("todo", "*")],
        "other": [("user", 7)],
    }.items():
        client.set_query_defaults((name,), tags=tags)
        client.set_data((name,), 1)

    await client.invalidate(tags=[("todo", 7)])
    assert _invalidated(client) == {"seven", "list", "star"}
    await client.invalidate(tags=[("todo",)])
    assert _invalidated(client) == {"seven", "eight", "list", "star"}


async def test_tags_may_follow_the_data(client):
    """X10"""
    client.set_query_defaults(("list",), tags=lambda rows: [("todo", row) for row in rows])
    client.set_data(("list",), [1, 2])
    client.set_data(("list",), [2, 3])

    await client.invalidate(tags=[("todo", 1)])
    assert _invalidated(client) == set()
    await client.invalidate(QueryFilters(tags=[("todo", 3)]))
    assert _invalidated(client) == {"list"}


async def test_prefix_invalidation_looks_only_at_its_own_entries(client):
    """X20"""
    for number in range(100):
        client.set_data(("a", number), number)
    client.set_data(("b", 1), MISSING)
    asked = []

    found = client.query_cache.find_all(QueryFilters(key=("a", 5), predicate=lambda query: asked.append(query) or True))

    assert [query.key for query in found] == [("a", 5)]
    assert len(asked) == 1


def _invalidated(client):
    return {query.key[0] for query in client.query_cache.find_all() if query.state.is_invalidated}


@pytest.mark.parametrize("verb", ["invalidate", "refetch", "reset"])
async def test_a_fetch_that_is_over_at_once_is_not_waited_for_forever(client, clock, verb):
    async def at_once(_):
        return 1

    async with client.observe(QueryOptions(("a",), at_once, stale_time=FOREVER)):
        await clock.advance(0)

        await asyncio.wait_for(getattr(client, verb)(("a",)), 5)
