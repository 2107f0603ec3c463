"""What the announcement of changes promises."""

from __future__ import annotations

import asyncio
import gc

from data.events import ChangeBus
from data.repositories import Change


def change(number: int, collection: str = "users") -> Change:
    return Change(collection, "update", str(number))


async def test_everybody_who_listens_hears_in_order() -> None:
    bus = ChangeBus()
    first, second, other = bus.subscribe("users"), bus.subscribe("users"), bus.subscribe("projects")

    bus.publish(change(1))
    bus.publish(change(2))
    bus.publish(change(3, "projects"))

    assert [(await anext(first)).id for _ in range(2)] == ["1", "2"]
    assert [(await anext(second)).id for _ in range(2)] == ["1", "2"]
    assert (await anext(other)).id == "3"


async def test_a_listener_waits_for_the_next_change() -> None:
    bus = ChangeBus()
    subscription = bus.subscribe("users")
    waiting = asyncio.create_task(anext(subscription))
    await asyncio.sleep(0)

    bus.publish(change(1))

    assert (await waiting).id == "1"


async def test_a_listener_that_falls_behind_gets_one_gap_and_goes_on() -> None:
    bus = ChangeBus(capacity=3)
    slow = bus.subscribe("users")

    for number in range(5):
        bus.publish(change(number))

    assert [await anext(slow) for _ in range(2)] == [Change("users", "gap", ""), change(4)]


async def test_a_listener_that_is_gone_is_forgotten() -> None:
    bus = ChangeBus()
    subscription = bus.subscribe("users")
    bus.publish(change(1))

    del subscription
    gc.collect()

    assert len(bus._subscriptions) == 0


async def test_a_cancelled_wait_loses_nothing() -> None:
    bus = ChangeBus()
    subscription = bus.subscribe("users")
    waiting = asyncio.create_task(anext(subscription))
    await asyncio.sleep(0)

    waiting.cancel()
    bus.publish(change(1))
    await asyncio.gather(waiting, return_exceptions=True)

    assert (await anext(subscription)).id == "1"
