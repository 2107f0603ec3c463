"""Observers: other keys, placeholders, select, what listeners care for: group N."""

from __future__ import annotations

import asyncio

from state.query import MISSING, QueryClient, QueryObserver, QueryOptions, keep_previous_data


async def test_key_switch_leaves_the_old_entry_and_fetches_the_new_one(client: QueryClient, clock, make_source, heard):
    """N01"""
    async with client.observe(QueryOptions(("a",), make_source("of a"))) as observer:
        await clock.advance(0.01)
        observer.subscribe(heard)
        old = observer.query

        observer.set_options(QueryOptions(("b",), make_source("of b")))
        await clock.advance(0.01)

        assert len(old.observers) == 0
        assert observer.result.data == "of b"
        assert heard.steps == [("pending", "fetching"), ("success", "idle")]


async def test_late_answer_for_the_old_key_never_shows(client, clock, make_source, heard):
    """N01"""
    async with client.observe(QueryOptions(("slow",), make_source("slow", takes=10))) as observer:
        observer.subscribe(heard)
        await clock.advance(1)
        observer.set_options(QueryOptions(("quick",), make_source("quick")))
        await clock.advance(20)

        assert observer.result.data == "quick"
        assert "slow" not in [result.data for result in heard.results]


async def test_placeholder_shows_until_there_is_data_and_is_never_cached(client, clock, source, heard):
    """N02"""
    observer = QueryObserver(client, QueryOptions(("a",), source, placeholder_data="placeholder"))
    leave = observer.subscribe(heard)
    during = client.get_data(("a",))
    await clock.advance(0.01)

    assert during is MISSING
    assert [(r.data, r.status, r.is_placeholder_data) for r in heard.results] == [
        ("placeholder", "success", True),
        ("data", "success", False),
    ]
    leave()


async def test_previous_data_stays_while_the_next_key_loads(client, clock, make_source):
    """N04"""
    options = {"placeholder_data": keep_previous_data, "select": str.upper}
    async with client.observe(QueryOptions(("a", 1), make_source("one"), **options)) as observer:
        await clock.advance(0.01)
        observer.set_options(QueryOptions(("a", 2), make_source("two"), **options))

        assert (observer.result.data, observer.result.is_placeholder_data) == ("ONE", True)
        await clock.advance(0.01)
        assert (observer.result.data, observer.result.is_placeholder_data) == ("TWO", False)


async def test_placeholder_function_gets_the_raw_previous_data(client, clock, make_source):
    """N04"""
    seen = []
    placeholder = lambda data, query: seen.append((data, query.key if query else None)) or MISSING  # noqa: E731
    async with client.observe(QueryOptions(("a",), make_source("raw"), select=str.upper)) as observer:
        await clock.advance(0.01)
        observer.set_options(QueryOptions(("b",), make_source(), placeholder_data=placeholder))

    assert seen[0] == ("raw", ("a",))


async def test_placeholder_is_computed_once(client, clock, source):
    """N05"""
    computed = []
    source.failures_left = 2
    options = QueryOptions(("a",), source, placeholder_data=lambda data, query: computed.append(1) or "p")
    async with client.observe(options):
        await clock.advance(0.5)

    assert computed == [1]


async def test_equal_placeholder_keeps_its_identity(client, source):
    """N06"""
    async with client.observe(QueryOptions(("a",), source, placeholder_data=[{"a": 1}])) as observer:
        before = observer.result.data
        observer.set_options(QueryOptions(("a",), source, placeholder_data=[{"a": 1}]))

        assert observer.result.data is before


async def test_selected_data_is_the_observers_and_raw_data_the_caches(client, clock, source):
    """N07"""
    async with client.observe(QueryOptions(("a",), source, select=str.upper)) as observer:
        await clock.advance(0.01)

        assert observer.result.data == "DATA"
        assert client.get_data(("a",)) == "data"


async def test_unchanged_data_is_selected_once(client, clock, make_source):
    """N08"""
    selected = []
    select = lambda data: selected.append(1) or data  # noqa: E731
    async with client.observe(QueryOptions(("a",), make_source({"x": 1}), select=select)) as observer:
        await clock.advance(0.01)
        observer.query.client.notifier.schedule(lambda: None)
        again = asyncio.create_task(observer.refetch())
        await clock.advance(0.01)
        await again

    assert selected == [1]


async def test_equal_selection_keeps_its_identity(client, clock, source):
    """N10"""
    source.value = {"x": [1], "y": 1}
    async with client.observe(QueryOptions(("a",), source, select=lambda data: {"x": data["x"]})) as observer:
        await clock.advance(0.01)
        before = observer.result.data
        client.set_data(("a",), {"x": [1], "y": 2})

        assert observer.result.data is before


async def test_error_of_select_goes_with_its_key(client, clock, make_source):
    """N12"""
    async with client.observe(QueryOptions(("a",), make_source(5), select=str.upper)) as observer:
        await clock.advance(0.01)
        assert (observer.result.status, type(observer.result.error)) == ("error", TypeError)

        observer.set_options(QueryOptions(("b",), make_source("x"), select=str.upper))
        assert (observer.result.status, observer.result.error) == ("pending", None)


async def test_new_select_function_is_tried_after_one_that_raised(client, clock, make_source):
    """N13"""
    source = make_source(5)
    async with client.observe(QueryOptions(("a",), source, select=str.upper)) as observer:
        await clock.advance(0.01)
        observer.set_options(QueryOptions(("a",), source, select=str))

        assert (observer.result.status, observer.result.data) == ("success", "5")


async def test_listener_hears_only_of_the_fields_it_cares_for(client, clock, source, heard):
    """N14"""
    client.set_data(("a",), "data")
    async with client.observe(QueryOptions(("a",), source, notify_on_change=["data"])) as observer:
        observer.subscribe(heard)
        await clock.advance(0.01)
        assert heard.results == []

        client.set_data(("a",), "other")
        assert len(heard.results) == 1


async def test_all_means_every_field(client, clock, source, heard):
    """N16"""
    client.set_data(("a",), "data")
    observer = QueryObserver(client, QueryOptions(("a",), source, notify_on_change="all"))
    leave = observer.subscribe(heard)
    await clock.advance(0.01)

    assert heard.steps == [("success", "fetching"), ("success", "idle")]
    leave()


async def test_observer_without_function_follows_what_others_fetch(client, clock, source, heard):
    """N17"""
    async with client.observe(QueryOptions(("a",), enabled=False)) as observer:
        observer.subscribe(heard)
        fetching = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
        await clock.advance(0.01)
        await fetching

        assert heard.steps == [("pending", "fetching"), ("success", "idle")]


async def test_enabling_fetches(client, clock, source):
    """O05"""
    async with client.observe(QueryOptions(("a",), source, enabled=False)) as observer:
        observer.set_options(QueryOptions(("a",), source))
        await clock.advance(0.01)

        assert observer.result.data == "data"
