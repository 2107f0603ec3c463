"""One timer for everything that is due some day: gc, staleness, polling, timeouts.

A hundred thousand idle entries cost one loop timer, the one for the earliest deadline.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

from state.query.clock import Clock, TimerHandle
from state.query.notifier import report

_FEW = 64  # below this, called-off deadlines are not worth a sweep


class Deadline:
    """A planned call; ``cancel`` calls it off."""

    __slots__ = ("_owner", "at", "callback")

    def __init__(self, at: float, callback: Callable[[], None], owner: Deadlines) -> None:
        self.at = at
        self.callback: Callable[[], None] | None = callback
        self._owner = owner

    def cancel(self) -> None:
        """Do not make the call."""
        if self.callback is not None:
            self.callback = None
            self._owner.forget_one()


class Deadlines:
    """Plans calls on one clock, with one timer.

    Before ``start`` (no event loop yet) deadlines are only noted.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Deadline]] = []
        self._order = count()
        self._cancelled = 0
        self._timer: TimerHandle | None = None
        self._timer_at = float("inf")
        self._is_running = False

    def start(self) -> None:
        """Begin to make calls; an event loop runs."""
        self._is_running = True
        self._arm()

    def stop(self) -> None:
        """Drop every deadline and make no more calls."""
        self._is_running = False
        self._heap.clear()
        self._disarm()

    def plan(self, at: float, callback: Callable[[], None]) -> Deadline:
        """Call *callback* at the moment *at*."""
        deadline = Deadline(at, callback, self)
        heapq.heappush(self._heap, (at, next(self._order), deadline))
        if at < self._timer_at:
            self._arm()
        return deadline

    def forget_one(self) -> None:
        """Count a deadline that was called off; once they are the majority, sweep them out."""
        self._cancelled += 1
        if self._cancelled > _FEW and self._cancelled * 2 > len(self._heap):
            self._heap = [item for item in self._heap if item[2].callback is not None]
            heapq.heapify(self._heap)
            self._cancelled = 0

    def _arm(self) -> None:
        while self._heap and self._heap[0][2].callback is None:
            heapq.heappop(self._heap)
            self._cancelled -= 1
        if not self._is_running or not self._heap or self._heap[0][0] >= self._timer_at:
            return
        self._disarm()
        self._timer_at = self._heap[0][0]
        self._timer = self._clock.call_at(self._timer_at, self._run_due)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = None, float("inf")

    def _run_due(self) -> None:
        self._disarm()
        now = self._clock.now()
        while self._heap and self._heap[0][0] <= now:
            deadline = heapq.heappop(self._heap)[2]
            callback, deadline.callback = deadline.callback, None
            if callback is None:
                self._cancelled -= 1
                continue
            try:
                callback()
            except Exception as error:  # noqa: BLE001 - one failing deadline must not stop the clockwork
                report(error, message="A planned call of the query client failed")
        self._arm()
