"""From a change in the primary database to the queries that show it: change -> tags -> one invalidation.

Start at ``ChangeFeed``. Changes that arrive while queries are refetched are gathered, so that a burst costs two refetches at
most, not one each.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from data.repositories import Change, Repository
from state.query import QueryClient

Tag = tuple[str, ...]
RESTART_DELAY = 1.0
logger = logging.getLogger(__name__)


class ChangeFeed:
    """Follows one collection and invalidates by its tags.

    A *gap* means that changes were missed: everything of the collection is invalidated, so that nothing old is shown as fresh.
    """

    def __init__(self, repository: Repository[Any], client: QueryClient, *, collection: str) -> None:
        self._repository, self._client, self._collection = repository, client, collection
        self._tags: set[Tag] = set()
        self._has_gap = False
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Follow until cancelled. Should following break, it begins again after a moment, and what was missed is a gap."""
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._read())
                    tasks.create_task(self._invalidate())
            except* Exception:
                logger.exception("the change feed of %s broke; beginning again", self._collection)
            await self._client.clock.sleep(RESTART_DELAY)
            self.note(Change(self._collection, "gap", ""))

    async def _read(self) -> None:
        async for change in self._repository.watch():
            self.note(change)

    def note(self, change: Change) -> None:
        """Remember what *change* makes old."""
        if change.kind == "gap":
            self._has_gap = True
        else:
            self._tags.add((self._collection, change.id))
        self._changed.set()

    async def _invalidate(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            tags, self._tags = self._tags, set()
            has_gap, self._has_gap = self._has_gap, False
            if has_gap:
                await self._client.invalidate((self._collection,))
            else:
                await self._client.invalidate(tags=sorted(tags))
