"""Changes reach a tab together, once, and never wait for another tab."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from state.binding.delivery import Delivery
from state.binding.sessions import QueryName
from state.query import ManualClock
from tests.state.binding.people_state import PeopleState

ROWS: QueryName = (PeopleState, "people")
ENDLESS: QueryName = (PeopleState, "endless")


class Tabs:
    """What each tab was sent; a tab in ``locked`` is busy until its event is set."""

    def __init__(self, clock: ManualClock) -> None:
        self.sent: list[tuple[str, set[QueryName]]] = []
        self.locked: dict[str, asyncio.Event] = {}
        self.backlogs: dict[str, int] = {}
        self.broken: set[str] = set()
        self.attempts = 0
        self.clock = clock

    async def update(self, token: str, take: Callable[[], set[QueryName]]) -> None:
        self.attempts += 1
        if token in self.locked:
            await self.locked[token].wait()
        if token in self.broken:
            raise ConnectionError("gone")
        self.sent.append((token, take()))

    @asynccontextmanager
    async def delivery(self) -> AsyncIterator[Delivery]:
        made = Delivery(self.update, backlog=lambda token: self.backlogs.get(token, 0), clock=self.clock)
        task = asyncio.create_task(made.run())
        yield made
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_changes_within_a_moment_arrive_in_one_update(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    async with tabs.delivery() as delivery:
        delivery.touch("tab", ROWS, settled=True)
        delivery.touch("tab", ENDLESS, settled=True)
        delivery.touch("tab", ROWS, settled=True)
        await clock.advance(delivery.window)

    assert tabs.sent == [("tab", {ROWS, ENDLESS})]


async def test_a_short_background_refetch_is_told_only_when_it_is_done(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    async with tabs.delivery() as delivery:
        delivery.touch("tab", ROWS, settled=False)
        await clock.advance(delivery.quiet / 2)
        delivery.touch("tab", ROWS, settled=True)
        await clock.advance(1.0)

    assert tabs.sent == [("tab", {ROWS})]


async def test_a_long_background_refetch_is_told(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    async with tabs.delivery() as delivery:
        delivery.touch("tab", ROWS, settled=False)
        await clock.advance(delivery.quiet + delivery.window)

    assert tabs.sent == [("tab", {ROWS})]


async def test_a_busy_tab_holds_nobody_up_and_then_gets_everything_at_once(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    tabs.locked["busy"] = asyncio.Event()
    async with tabs.delivery() as delivery:
        delivery.touch("busy", ROWS, settled=True)
        delivery.touch("other", ROWS, settled=True)
        await clock.advance(delivery.window)
        assert tabs.sent == [("other", {ROWS})]
        delivery.touch("busy", ENDLESS, settled=True)
        tabs.locked["busy"].set()
        await clock.advance(1.0)

    assert tabs.sent[1] == ("busy", {ROWS, ENDLESS})


async def test_a_slow_reader_waits_and_gets_one_update_for_many(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    tabs.backlogs["slow"] = 5
    async with tabs.delivery() as delivery:
        for _ in range(100):
            delivery.touch("slow", ROWS, settled=True)
            await clock.advance(0.01)
        assert tabs.sent == []
        tabs.backlogs["slow"] = 0
        await clock.advance(1.0)

    assert tabs.sent == [("slow", {ROWS})]


async def test_a_broken_tab_does_not_stop_the_others(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    tabs.broken.add("broken")
    async with tabs.delivery() as delivery:
        delivery.touch("broken", ROWS, settled=True)
        await clock.advance(1.0)
        assert tabs.attempts == 1
        delivery.touch("other", ROWS, settled=True)
        await clock.advance(delivery.window)

    assert tabs.sent == [("other", {ROWS})]


async def test_a_tab_that_is_gone_is_sent_nothing(clock: ManualClock) -> None:
    tabs = Tabs(clock)
    async with tabs.delivery() as delivery:
        delivery.touch("gone", ROWS, settled=False)
        delivery.forget("gone")
        await clock.advance(1.0)

    assert tabs.sent == []
