"""Changes made in this process, announced to whoever listens. Start reading at ``ChangeBus``.

A repository publishes after its commit. Nobody is called and nobody is waited for: each subscription has a bounded queue of its
own, and a listener that falls behind loses the queue and gets one ``gap`` in place of it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Self
from weakref import WeakSet

from data.repositories.protocols import Change

QUEUE_CAPACITY = 1_000


class ChangeSubscription:
    """The changes of one collection from now on, as an endless async iterator; made by ``ChangeBus.subscribe``."""

    def __init__(self, collection: str, *, capacity: int) -> None:
        self.collection = collection
        self._capacity = capacity
        self._queue: deque[Change] = deque()
        self._wake = asyncio.Event()

    def push(self, change: Change) -> None:
        """Queue *change*; when the queue is full, a gap takes its place."""
        if len(self._queue) >= self._capacity:
            self._queue.clear()
            change = Change(self.collection, "gap", "")
        self._queue.append(change)
        self._wake.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        while not self._queue:
            self._wake.clear()
            await self._wake.wait()
        return self._queue.popleft()


class ChangeBus:
    """Tells every subscription of this process about a change.

    Call it from the thread of the event loop. A subscription ends when nobody holds it any longer.
    """

    def __init__(self, *, capacity: int = QUEUE_CAPACITY) -> None:
        self._capacity = capacity
        self._subscriptions: WeakSet[ChangeSubscription] = WeakSet()

    def publish(self, change: Change) -> None:
        """Queue *change* for all who listen to its collection."""
        for subscription in tuple(self._subscriptions):
            if subscription.collection == change.collection:
                subscription.push(change)

    def subscribe(self, collection: str) -> ChangeSubscription:
        """Return the changes of *collection* that are published from this call on."""
        subscription = ChangeSubscription(collection, capacity=self._capacity)
        self._subscriptions.add(subscription)
        return subscription
