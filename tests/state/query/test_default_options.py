"""Defaults and their precedence: group D."""

from __future__ import annotations

import asyncio

import pytest

from state.query import (
    DefaultOptions,
    InvalidOptionError,
    ManualClock,
    MutationOptions,
    QueryClient,
    QueryObserver,
    QueryOptions,
)


async def test_call_beats_key_beats_client():
    """D01"""
    client = QueryClient(DefaultOptions(stale_time=1, gc_time=1, retry=1))
    client.set_query_defaults(("k",), stale_time=2, gc_time=2)

    resolved = client.resolve(QueryOptions(("k",), stale_time=0.0))

    assert (resolved.stale_time, resolved.gc_time, resolved.retry) == (0.0, 2, 1)


async def test_defaults_of_a_key_reach_the_keys_below_and_no_other():
    """D02"""
    client = QueryClient()
    client.set_query_defaults(("k",), stale_time=1)
    client.set_query_defaults(("p", "a"), stale_time=2)

    assert client.resolve(QueryOptions(("k", "a"))).stale_time == 1
    assert client.resolve(QueryOptions(("p",))).stale_time == 0.0


async def test_setting_defaults_again_replaces_them_as_a_whole():
    """D04"""
    client = QueryClient()
    client.set_query_defaults(("k",), stale_time=1, gc_time=7)

    client.set_query_defaults(("k",), stale_time=2)

    assert client.get_query_defaults(("k",)) == {"stale_time": 2}


async def test_setting_defaults_fetches_nothing(client: QueryClient, clock: ManualClock, source):
    """D05"""
    client.set_query_defaults(("k",), fn=source)
    await clock.advance(1)

    assert source.runs == 0


async def test_observer_with_only_a_key_takes_its_function_from_the_defaults(client: QueryClient, clock, source):
    """D06"""
    client.set_query_defaults(("k",), fn=source, enabled=False)

    observer = QueryObserver(client, QueryOptions(("k",)))
    leave = observer.subscribe()
    await clock.advance(1)

    assert (observer.result.status, observer.result.fetch_status, source.runs) == ("pending", "idle", 0)
    assert observer.options.fn is source
    leave()


async def test_stale_time_of_the_defaults_holds_for_a_fetch(client: QueryClient, clock: ManualClock, source):
    """D01 D02"""
    client.set_query_defaults(("k",), stale_time=60)
    task = asyncio.create_task(client.fetch(QueryOptions(("k", 1), source)))
    await clock.advance(0.01)

    assert await task == await client.fetch(QueryOptions(("k", 1), source)) == "data"
    assert source.runs == 1


async def test_mutation_gets_only_the_defaults_of_its_key():
    """D07"""
    client = QueryClient()
    client.set_mutation_defaults(("a",), retry=1)
    client.set_mutation_defaults(("b",), retry=2)

    assert client.get_mutation_defaults(("a",)) == {"retry": 1}
    assert client.resolve_mutation(MutationOptions(key=("b",))).retry == 2
    assert client.resolve_mutation(MutationOptions()).retry == 0


async def test_persister_makes_the_network_mode_offline_first_unless_one_is_given():
    """D09"""
    client = QueryClient()

    assert client.resolve(QueryOptions(("a",), persister=object())).network_mode == "offline_first"
    assert client.resolve(QueryOptions(("a",), persister=object(), network_mode="always")).network_mode == "always"
    assert client.resolve(QueryOptions(("a",))).network_mode == "online"


def test_unknown_default_is_refused_by_name():
    """D01"""
    with pytest.raises(InvalidOptionError, match="stale_tme"):
        DefaultOptions(queries={"stale_tme": 3})
