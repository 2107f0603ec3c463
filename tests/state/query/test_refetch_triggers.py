"""Polling, focus, reconnect: group R."""

from __future__ import annotations

import asyncio

import pytest

from state.query import STATIC, QueryClient, QueryObserver, QueryOptions, SessionSignals

FOREVER = float("inf")


async def test_polling_runs_while_observed(client: QueryClient, clock, make_source):
    """R01"""
    source = make_source(takes=0)
    async with client.observe(QueryOptions(("a",), source, refetch_interval=0.01)):
        await clock.advance(0.01)
        assert source.runs == 2
    await clock.advance(1)

    assert source.runs == 2


async def test_polling_goes_on_over_errors(client, clock, make_source):
    """R01"""
    source = make_source(takes=0)
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, refetch_interval=1, retry=False)) as observer:
        await clock.advance(5)
        assert (source.runs, observer.result.status) == (6, "error")

        source.error = None
        await clock.advance(1)
        assert observer.result.data == "data"


async def test_interval_function_decides_anew_after_every_change(client, clock, make_source):
    """R02"""
    source = make_source(takes=0)
    interval = lambda query: 1 if query.state.data_update_count < 3 else False  # noqa: E731
    async with client.observe(QueryOptions(("a",), source, refetch_interval=interval)):
        await clock.advance(100)

    assert source.runs == 3


@pytest.mark.parametrize("interval", [0, False, None, -1, FOREVER])
async def test_no_interval_no_polling(client, clock, make_source, interval):
    """R03"""
    source = make_source(takes=0)
    async with client.observe(QueryOptions(("a",), source, refetch_interval=interval)):
        await clock.advance(100)

    assert source.runs == 1


async def test_disabled_observer_does_not_poll(client, clock, source):
    """R05"""
    async with client.observe(QueryOptions(("a",), source, refetch_interval=1, enabled=False)):
        await clock.advance(100)

    assert source.runs == 0


@pytest.mark.parametrize(("in_background", "runs"), [(False, 1), (True, 6)])
async def test_hidden_tab_polls_only_if_asked_to(client, clock, make_source, in_background, runs):
    """R05"""
    source = make_source(takes=0)
    options = QueryOptions(("a",), source, refetch_interval=1, refetch_interval_in_background=in_background)
    async with client.observe(options, session=SessionSignals(focused=False)):
        await clock.advance(5)

    assert source.runs == runs


@pytest.mark.parametrize(
    ("options", "runs"),
    [
        ({}, 2),
        ({"stale_time": FOREVER}, 1),
        ({"stale_time": FOREVER, "refetch_on_focus": "always"}, 2),
        ({"refetch_on_focus": False}, 1),
        ({"stale_time": STATIC, "refetch_on_focus": "always"}, 1),
    ],
)
async def test_focus_fetches_stale_data(client, clock, source, options, runs):
    """R07"""
    session = SessionSignals(focused=False)
    async with client.observe(QueryOptions(("a",), source, **options), session=session):
        await clock.advance(1)
        session.set_focused(True)
        await clock.advance(1)

    assert source.runs == runs


async def test_focus_of_one_tab_fetches_nothing_for_the_others(client, clock, make_source):
    """R07"""
    mine, theirs = SessionSignals(focused=False), SessionSignals(focused=False)
    source, other = make_source(), make_source()
    async with (
        client.observe(QueryOptions(("mine",), source), session=mine),
        client.observe(QueryOptions(("theirs",), other), session=theirs),
    ):
        await clock.advance(1)
        mine.set_focused(True)
        await clock.advance(1)

    assert (source.runs, other.runs) == (2, 1)


@pytest.mark.parametrize(("stale_time", "runs"), [(1000, 2), (STATIC, 1)])
async def test_focus_after_a_background_error(client, clock, source, stale_time, runs):
    """R07"""
    client.set_data(("a",), "old")
    session = SessionSignals(focused=False)
    source.error = OSError("down")
    async with client.observe(QueryOptions(("a",), source, stale_time=stale_time, retry=False), session=session) as observer:
        await _refetch(observer, clock)
        session.set_focused(True)
        await clock.advance(0.01)

    assert source.runs == runs


@pytest.mark.parametrize(("options", "runs"), [({}, 2), ({"network_mode": "always"}, 1), ({"stale_time": FOREVER}, 1)])
async def test_return_of_the_session_or_the_source_fetches_stale_data(client, clock, make_source, options, runs):
    """R08"""
    by_session, by_source = make_source(), make_source()
    session = SessionSignals(online=False)
    async with client.observe(QueryOptions(("a",), by_session, **options), session=session):
        await clock.advance(1)
        session.set_online(True)
        await clock.advance(1)
    async with client.observe(QueryOptions(("b",), by_source, **options)):
        await clock.advance(1)
        client.set_source_online(False)
        client.set_source_online(True)
        await clock.advance(1)

    assert (by_session.runs, by_source.runs) == (runs, runs)


def test_signal_that_says_nothing_new_tells_nobody():
    """R09"""
    session = SessionSignals()
    told = []
    session.subscribe(told.append)

    session.set_focused(True)
    session.set_online(True)
    assert told == []
    session.set_focused(False)
    assert told == ["blur"]


async def test_observer_that_left_no_longer_follows_its_tab(client, clock, source):
    """R10"""
    session = SessionSignals(focused=False)
    observer = QueryObserver(client, QueryOptions(("a",), source), session)
    for _ in range(2):
        observer.subscribe()()
    await clock.advance(1)

    session.set_focused(True)
    await clock.advance(1)

    assert source.runs == 1
    assert session._listeners == {}


async def _refetch(observer, clock):
    told = asyncio.create_task(observer.refetch())
    await clock.advance(0.01)
    await told
