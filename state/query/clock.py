"""Time, and nothing else: the only module that asks a real clock.

``SystemClock`` for programs, ``ManualClock`` for tests: there, time passes only in ``advance``.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import time
from collections.abc import Callable, Sized
from itertools import count
from typing import Final, Protocol

_ROUNDING: Final = 1e-9  # seconds: ten steps of 0.1 s reach 1 s
_MOST_TURNS: Final = 10_000  # a task that never rests must not hang a test for ever


class TimerHandle(Protocol):
    """A planned call that can be called off."""

    def cancel(self) -> None:
        """Do not make the call."""
        ...


class Clock(Protocol):
    """What the engine needs to know about time. Moments are Unix times, durations are seconds."""

    def now(self) -> float:
        """Return the moment; it never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds*."""
        ...

    def call_at(self, when: float, callback: Callable[[], None]) -> TimerHandle:
        """Call *callback* at *when*, or at the next turn of the loop if that has passed."""
        ...

    def spread(self, seconds: float) -> float:
        """Return a random duration up to *seconds*, so that many do not wake at once."""
        ...


class SystemClock:
    """Real time. It starts at the wall clock and then runs monotonically: a wall clock that jumps changes nothing."""

    def __init__(self) -> None:
        self._offset: Final = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the Unix time, never earlier than before."""
        return self._offset + time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds*."""
        await asyncio.sleep(seconds)

    def call_at(self, when: float, callback: Callable[[], None]) -> TimerHandle:
        """Call *callback* at *when*."""
        return asyncio.get_running_loop().call_later(max(when - self.now(), 0.0), callback)

    def spread(self, seconds: float) -> float:
        """Return a random duration from 0 to *seconds* ("full jitter")."""
        return random.uniform(0.0, seconds)  # noqa: S311 - spreading load is no secret


class _Timer:
    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class ManualClock:
    """Time for tests: it stands still until ``advance``, and has no randomness."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._order = count()  # timers of one instant run in the order they were set
        self._timers: list[tuple[float, int, _Timer]] = []

    def now(self) -> float:
        """Return the moment reached so far."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return when somebody has advanced the clock by *seconds*."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_at(self._now + seconds, lambda: None if awake.done() else awake.set_result(None))
        try:
            await awake
        finally:
            timer.cancel()

    def call_at(self, when: float, callback: Callable[[], None]) -> TimerHandle:
        """Call *callback* in the ``advance`` that reaches *when*."""
        timer = _Timer(callback)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    def spread(self, seconds: float) -> float:
        """Return *seconds*: tests want the same delay every time."""
        return seconds

    async def advance(self, seconds: float) -> None:
        """Let *seconds* pass: run everything due, in order, and let tasks settle at each instant; 0 only settles."""
        end = self._now + seconds
        await _settle()
        while self._timers and self._timers[0][0] <= end + _ROUNDING:
            self._now = max(self._now, self._timers[0][0])
            self._run_due()
            await _settle()
        self._now = max(self._now, end)

    def _run_due(self) -> None:
        while self._timers and self._timers[0][0] <= self._now:
            callback = heapq.heappop(self._timers)[2].callback
            if callback is not None:
                callback()


async def _settle() -> None:
    # When this task runs and nothing else is ready, every other task waits for time or for the outside. Loops that do
    # not show what is ready get a fixed number of turns.
    ready: Sized | None = getattr(asyncio.get_running_loop(), "_ready", None)
    for _ in range(_MOST_TURNS if ready is not None else 100):
        await asyncio.sleep(0)
        if ready is not None and not len(ready):
            return
