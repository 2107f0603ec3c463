"""When an entry nobody needs may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from state.query.deadlines import Deadline

if TYPE_CHECKING:
    from state.query.query import Query

_FOREVER: Final = float("inf")


class GcCountdown:
    """Counts an entry's ``gc_time`` down while it is idle, and takes it out of the cache at the end."""

    __slots__ = ("_at", "_deadline", "_query")

    def __init__(self, query: Query) -> None:
        self._query = query
        self._at = _FOREVER
        self._deadline: Deadline | None = None

    def start(self) -> None:
        """Count from now, if the entry is idle."""
        query = self._query
        if query.gc_time == _FOREVER or not query.is_idle:
            return
        self._at = query.client.clock.now() + query.gc_time
        # A later end needs no new deadline: the one there is looks again when it comes.
        if self._deadline is None or self._deadline.at > self._at:
            self.stop()
            self._deadline = query.client.deadlines.plan(self._at, self._end)

    def stop(self) -> None:
        """Count no more: somebody came, or the entry is gone."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _end(self) -> None:
        self._deadline = None
        query = self._query
        if not query.is_idle:
            return
        if query.client.clock.now() < self._at:
            self._deadline = query.client.deadlines.plan(self._at, self._end)
        else:
            query.client.query_cache.remove(query)
