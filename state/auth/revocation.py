"""Sessions and people whose tokens are refused although they have not expired. Start reading at ``RevokedSessions``."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable


class RevokedSessions:
    """A bounded set of session and user ids; each leaves by itself once every token it could stop has expired.

    Args:
        clock: Returns Unix seconds.
        limit: Most ids kept. When it is reached the ids that would leave soonest go first.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, limit: int = 10_000) -> None:
        self._clock = clock
        self._limit = limit
        self._until: dict[str, float] = {}
        self._queue: list[tuple[float, str]] = []

    def add(self, id: str, *, until: float) -> None:
        """Refuse tokens of *id* (a ``sid`` or a ``sub``) before *until*, in Unix seconds. Never shortens an earlier refusal."""
        if until <= max(self._until.get(id, 0.0), self._clock()):
            return
        self._until[id] = until
        heapq.heappush(self._queue, (until, id))
        self._drop_expired()
        while len(self._until) > self._limit:
            self._drop_first()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._until.get(id, 0.0) > self._clock()

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._until)

    def _drop_expired(self) -> None:
        now = self._clock()
        while self._queue and self._queue[0][0] <= now:
            self._drop_first()

    def _drop_first(self) -> None:
        until, revoked_id = heapq.heappop(self._queue)
        # An id that was added again with a later end has a second, later entry in the queue.
        if self._until.get(revoked_id) == until:
            del self._until[revoked_id]
