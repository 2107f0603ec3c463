"""Runs one function until it succeeds or has failed often enough, pausing while it may not run.

Used for queries and mutations alike. Start reading at ``Retryer.run``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from state.query.clock import Clock
from state.query.options import NetworkMode

_LONGEST_DELAY: Final = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, how long after, and under which circumstances; meanings as in ``QueryOptions``."""

    retry: bool | int | Callable[[int, BaseException], bool]
    delay: float | Callable[[int, BaseException], float] | None
    jitter: bool
    network_mode: NetworkMode

    def allows(self, failures: int, error: BaseException) -> bool:
        """Return whether to try again; *failures* is 0 at the first failure."""
        if isinstance(self.retry, bool):
            return self.retry
        return failures < self.retry if isinstance(self.retry, int) else bool(self.retry(failures, error))

    def pause(self, failures: int, error: BaseException, *, clock: Clock) -> float:
        """Return the seconds to wait before the next attempt; *failures* is 0 at the first failure."""
        if callable(self.delay):
            return self.delay(failures, error)
        if self.delay is not None:
            return self.delay
        longest = min(2.0**failures, _LONGEST_DELAY) if failures < 16 else _LONGEST_DELAY
        return clock.spread(longest) if self.jitter else longest


class RetryHost:
    """What a retryer asks and tells; the owner of the flight overrides what it cares about."""

    def is_online(self) -> bool:
        """Return whether the source is reachable."""
        return True

    def is_watched(self) -> bool:
        """Return whether somebody looks; nobody looking holds back retries, never the first attempt."""
        return True

    def on_failure(self, count: int, error: BaseException) -> None:
        """Hear that attempt number *count* failed and another one follows."""

    def on_pause(self) -> None:
        """Hear that the run waits."""

    def on_continue(self) -> None:
        """Hear that it no longer waits."""


class Retryer:
    """One run with its retries."""

    __slots__ = ("_attempt", "_clock", "_host", "_is_stopped", "_policy", "_waiting")

    def __init__(self, attempt: Callable[[], Awaitable[Any]], policy: RetryPolicy, *, host: RetryHost, clock: Clock) -> None:
        self._attempt = attempt
        self._policy = policy
        self._host = host
        self._clock = clock
        self._is_stopped = False
        self._waiting: asyncio.Future[None] | None = None

    @property
    def can_start(self) -> bool:
        """Whether the first attempt may run now."""
        return self._policy.network_mode != "online" or self._host.is_online()

    @property
    def can_retry(self) -> bool:
        """Whether a further attempt may run now."""
        return self._host.is_watched() and (self._policy.network_mode == "always" or self._host.is_online())

    def stop(self) -> None:
        """Make no further attempt; the running one may end."""
        self._is_stopped = True

    def go_on(self) -> None:
        """Take ``stop`` back."""
        self._is_stopped = False

    def wake(self) -> None:
        """Look again whether a paused run may continue; the source or a tab came back."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def run(self) -> Any:
        """Return what the first successful attempt returned.

        Raises:
            Exception: what the last attempt raised, once no retry is allowed.
        """
        failures = 0
        await self._wait_until("can_start", is_paused=not self.can_start)
        while True:
            try:
                return await self._attempt()
            except Exception as error:
                if self._is_stopped or not self._policy.allows(failures, error):
                    raise
                delay = self._policy.pause(failures, error, clock=self._clock)
                failures += 1
                self._host.on_failure(failures, error)
                await self._clock.sleep(delay)
                if not self.can_retry:
                    self._host.on_pause()
                    await self._wait_until("can_retry", is_paused=True)
                if self._is_stopped:
                    raise

    async def _wait_until(self, condition: str, *, is_paused: bool) -> None:
        while not getattr(self, condition):
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
            self._waiting = None
        if is_paused:
            self._host.on_continue()
