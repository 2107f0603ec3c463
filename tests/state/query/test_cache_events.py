"""What the cache announces, batches, listeners that fail: group Q."""

from __future__ import annotations

import asyncio

import pytest

from state.query import QueryClient, QueryObserver, QueryOptions


async def test_added_is_announced_once_and_first(client: QueryClient, clock, source):
    """Q01"""
    events = []
    client.query_cache.subscribe(lambda event: events.append((event.type, event.query.key)))

    fetching = asyncio.create_task(client.fetch(QueryOptions(("a",), source)))
    await clock.advance(0.01)
    await fetching

    assert events[0] == ("added", ("a",))
    assert [kind for kind, _ in events].count("added") == 1


async def test_life_of_an_observed_query_in_eight_events(client, clock, make_source):
    """Q02"""
    events = []
    client.query_cache.subscribe(lambda event: events.append(event.type))

    observer = QueryObserver(client, QueryOptions(("a",), make_source(takes=0), stale_time=0.01))
    leave = observer.subscribe()
    await clock.advance(0.011)

    assert events == [
        "added",
        "observer_result_updated",
        "observer_added",
        "observer_result_updated",
        "updated",
        "observer_result_updated",
        "updated",
        "observer_result_updated",
    ]
    leave()


async def test_batch_delivers_at_its_end_even_if_it_fails(client):
    """Q07"""
    told = []
    client.query_cache.subscribe(lambda event: told.append(event.query.key))

    def write_and_fail():
        with client.notifier:
            client.set_data(("a",), 1)
            with client.notifier:
                client.set_data(("b",), 1)
            assert told == []
            raise ValueError("inside the batch")

    with pytest.raises(ValueError, match="inside"):
        write_and_fail()

    assert told == [("a",), ("a",), ("b",), ("b",)]


async def test_count_of_fetches(client, clock, make_source):
    """Q08"""
    quick = asyncio.create_task(client.fetch(QueryOptions(("a",), make_source(takes=1))))
    slow = asyncio.create_task(client.fetch(QueryOptions(("b",), make_source(takes=2))))
    await clock.advance(0)
    assert (client.is_fetching(), client.is_fetching(("a",))) == (2, 1)

    await clock.advance(1)
    assert client.is_fetching() == 1
    await clock.advance(1)
    assert client.is_fetching() == 0
    await asyncio.gather(quick, slow)


async def test_listener_that_raises_stops_neither_the_others_nor_the_writer(client, heard):
    """Q09"""
    reported = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(context["exception"]))
    failure = ValueError("a bad listener")

    def fail(_):
        raise failure

    told = []
    client.query_cache.subscribe(fail)
    client.query_cache.subscribe(told.append)
    observer = QueryObserver(client, QueryOptions(("a",), enabled=False))
    leaves = [observer.subscribe(fail), observer.subscribe(heard)]
    told.clear()

    client.set_data(("a",), 1)

    assert client.get_data(("a",)) == 1
    assert len(heard.results) == 1
    assert len(told) == 2
    assert set(reported) == {failure}
    for leave in leaves:
        leave()


async def test_what_a_listener_causes_is_delivered_after_what_is_due(client):
    """Q07"""
    order = []

    def chain(event):
        order.append(("first", event.query.key))
        if event.query.key == ("a",) and event.type == "updated":
            client.set_data(("b",), 1)

    client.query_cache.subscribe(chain)
    client.query_cache.subscribe(lambda event: order.append(("second", event.query.key)))

    client.set_data(("a",), 1)

    assert order.index(("second", ("a",))) < order.index(("first", ("b",)))
    assert [who for who, key in order if key == ("a",)] == ["first", "second", "first", "second"]
