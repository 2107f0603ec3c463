"""Brings changes to browser tabs: everything that changed in one update, without ever waiting for a slow tab.

``touch`` notes that a query of a tab changed; one dispatcher gathers for a moment and opens each tab's State once. Values are
read only then, so that nothing is lost when a tab is late and nothing is sent twice.

This is the seam for shared delivery: a transport that writes one encoded delta to all tabs of a room takes the place of
``SessionUpdate``, and what one tab alone sees stays here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from state.binding.sessions import QueryName
from state.query import Clock

# Opens a tab's State and sends what changed; takes the names only once the State is locked, so that nothing comes too late.
SessionUpdate = Callable[[str, Callable[[], set[QueryName]]], Awaitable[None]]
Backlog = Callable[[str], int]
logger = logging.getLogger(__name__)


class Delivery:
    """The dispatcher of one worker.

    Attributes:
        window: Seconds in which changes are gathered into one update.
        quiet: Seconds that a background refetch may take before "fetching" is worth an update of its own.
        max_backlog: Unsent packets after which a slow tab has to wait; it then gets the newest values.
    """

    window = 0.005
    quiet = 0.1
    max_backlog = 4

    def __init__(self, update: SessionUpdate, *, backlog: Backlog, clock: Clock) -> None:
        self._update, self._backlog, self._clock = update, backlog, clock
        self._due: dict[str, set[QueryName]] = {}
        self._quiet: dict[str, set[QueryName]] = {}
        self._delivering: set[str] = set()
        self._wake = asyncio.Event()
        self._promotion: asyncio.Task[None] | None = None

    def touch(self, token: str, name: QueryName, *, settled: bool) -> None:
        """A query of a tab changed. If it has not *settled*, the news may wait and perhaps never be told."""
        if settled:
            self._quiet.get(token, set()).discard(name)
            self._due.setdefault(token, set()).add(name)
            self._wake.set()
            return
        self._quiet.setdefault(token, set()).add(name)
        if self._promotion is None:
            self._promotion = asyncio.create_task(self._promote())

    def forget(self, token: str) -> None:
        """A tab is gone."""
        self._due.pop(token, None)
        self._quiet.pop(token, None)

    async def _promote(self) -> None:
        await self._clock.sleep(self.quiet)
        self._promotion = None
        quiet, self._quiet = self._quiet, {}
        for token, names in quiet.items():
            if names:
                self._due.setdefault(token, set()).update(names)
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            async with asyncio.TaskGroup() as deliveries:
                while True:
                    await self._wake.wait()
                    await self._clock.sleep(self.window)
                    self._wake.clear()
                    for token in self._due.keys() - self._delivering:
                        self._delivering.add(token)
                        deliveries.create_task(self._deliver(token))
        finally:
            if self._promotion:
                self._promotion.cancel()

    async def _deliver(self, token: str) -> None:
        try:
            while self._backlog(token) > self.max_backlog:
                await self._clock.sleep(self.quiet)
            await self._update(token, lambda: self._take(token))
        except Exception:
            # One broken session must not stop the others, nor be tried for ever: it reads everything anew when it connects.
            logger.exception("could not deliver to a session")
            self._due.pop(token, None)
        finally:
            self._delivering.discard(token)
            if token in self._due:
                self._wake.set()

    def _take(self, token: str) -> set[QueryName]:
        return self._due.pop(token, set())
