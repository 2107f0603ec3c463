"""One running fetch: a task, its attempts, and the moment in the entry's history it may speak for.

A flight belongs to the client, not to who asked for it: callers come and go. Start reading at ``Flight.run``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

from state.query.abort_signal import AbortSignal
from state.query.errors import CancelledQueryError, MissingQueryFnError, NoDataError
from state.query.infinite_query_options import Direction, InfiniteQueryOptions
from state.query.options import QueryOptions
from state.query.page_fetch import PageFetch
from state.query.query_context import QueryContext
from state.query.query_state import AttemptFailed, FetchContinued, FetchPaused
from state.query.retryer import Retryer, RetryHost, RetryPolicy
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.single_flight import SingleFlight

current_flight: ContextVar[Flight | None] = ContextVar("current_flight", default=None)


class Flight(RetryHost):
    """A running fetch of one entry.

    Attributes:
        version: The entry's version when the (last) attempt began: what came later, this fetch cannot know.
        before: The entry's state before it began, to go back to.
        is_over: It ended or was called off; whatever the task still returns is nobody's.
    """

    __slots__ = ("_deck", "_options", "_retryer", "before", "direction", "is_over", "signal", "task", "version")

    def __init__(self, deck: SingleFlight, options: QueryOptions[Any], *, direction: Direction | None) -> None:
        self._deck = deck
        self._options = options
        self.direction: Direction | None = direction
        self.version = deck.version
        self.before = deck.query.state
        self.signal = AbortSignal()
        self.is_over = False
        self.task: asyncio.Task[None] | None = None
        self._retryer = Retryer(self._attempt_for(options), _policy(options), host=self, clock=deck.query.client.clock)

    @property
    def is_paused_at_start(self) -> bool:
        """Whether the first attempt has to wait for the source."""
        return not self._retryer.can_start

    async def run(self) -> None:
        """Fetch, and tell the entry how it ended unless the flight was called off."""
        current_flight.set(self)
        try:
            data = self._deck.query.share(await self._retryer.run())
        except asyncio.CancelledError:
            if not self.is_over:
                self._deck.fail(self, CancelledQueryError(f"The query function of {self._deck.query.key!r} was cancelled."))
            raise
        except Exception as error:  # noqa: BLE001 - the error is the result
            if not self.is_over:
                self._deck.fail(self, error)
        else:
            if not self.is_over:
                self._deck.succeed(self, data)

    def call_off(self) -> None:
        """End without a result: fire the signal and cancel the task."""
        self.is_over = True
        self.signal.abort()
        if self.task is not None:
            self.task.cancel()

    def stop_retrying(self) -> None:
        """Make no further attempt; nobody waits any more."""
        self._retryer.stop()

    def go_on(self) -> None:
        """Retry again; somebody waits once more."""
        self._retryer.go_on()

    def wake(self) -> None:
        """Look again whether a paused flight may continue."""
        self._retryer.wake()

    async def call(self, *, page_param: Any = MISSING, direction: Direction = "forward") -> Any:
        """Call the query function once.

        Raises:
            MissingQueryFnError: there is none.
            NoDataError: it returned MISSING.
        """
        key, fn = self._deck.query.key, self._options.fn
        if not callable(fn):
            raise MissingQueryFnError(f"The query {key!r} has no function to fetch it: give one in its options.")
        context = QueryContext(
            key,
            self._options.meta,
            client=self._deck.query.client,
            signal=self.signal,
            page_param=page_param,
            direction=direction,
        )
        value = await await_if_needed(fn(context))
        if value is MISSING:
            raise NoDataError(f"The query function of {key!r} returned MISSING: return None if there is nothing.")
        return value

    def _attempt_for(self, options: QueryOptions[Any]) -> Callable[[], Awaitable[Any]]:
        if isinstance(options, InfiniteQueryOptions):
            return PageFetch(self, cast("InfiniteQueryOptions[Any]", options), before=self._deck.query.base).attempt
        return self._attempt

    async def _attempt(self) -> Any:
        self.version = self._deck.version
        return await self.call()

    def is_online(self) -> bool:
        """Return whether the source is reachable."""
        return self._deck.query.client.is_source_online

    def is_watched(self) -> bool:
        """Return whether a visible tab or an imperative caller wants the result."""
        return self._deck.is_watched

    def on_failure(self, count: int, error: BaseException) -> None:
        """Show the failed attempt; the status stays."""
        if not self.is_over:
            self._deck.query.dispatch(AttemptFailed(count, error))

    def on_pause(self) -> None:
        """Show that the fetch waits."""
        if not self.is_over:
            self._deck.query.dispatch(FetchPaused())

    def on_continue(self) -> None:
        """Show that the fetch runs again."""
        if not self.is_over:
            self._deck.query.dispatch(FetchContinued())


async def await_if_needed(value: Any) -> Any:
    """Return *value*, awaited if it can be: functions of authors may be plain or async."""
    return await value if isawaitable(value) else value


def _policy(options: QueryOptions[Any]) -> RetryPolicy:
    return RetryPolicy(
        retry=0 if options.retry is None else options.retry,
        delay=options.retry_delay,
        jitter=options.retry_jitter,
        network_mode=options.network_mode,
    )
