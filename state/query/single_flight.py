"""At most one running fetch of an entry, who waits for it, and what may not be lost while it runs.

Every write and every invalidation makes a new *version* of the entry. A fetch knows only what was there when its attempt
began, so when it ends at an older version: a write is never overwritten, an invalidation stays, callers who came later
wait on, and one trailing fetch follows. Start reading at ``SingleFlight.start``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from state.query.errors import CancelledQueryError, QueryTimeoutError
from state.query.flight import Flight, current_flight
from state.query.infinite_query_options import Direction
from state.query.options import QueryOptions
from state.query.query_state import FetchDropped, FetchFailed, FetchStarted
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.query import Query


class _Waiter(NamedTuple):
    version: int  # of the entry when the caller came: an older result is not for this one
    is_observer: bool


class SingleFlight:
    """The flight of one entry, and those who wait for its end, each on a future of its own."""

    __slots__ = ("_failed_version", "_trailing_version", "_waiters", "_write_version", "query", "running", "version")

    def __init__(self, query: Query) -> None:
        self.query = query
        self.running: Flight | None = None
        self.version = 0
        self._write_version = 0
        self._trailing_version = 0
        self._failed_version = -1
        self._waiters: dict[asyncio.Future[Any], _Waiter] = {}

    @property
    def is_watched(self) -> bool:
        """Whether a visible tab or an imperative caller wants the result; true when nobody is there at all."""
        observers = self.query.observers
        if not observers or any(not waiter.is_observer for waiter in self._waiters.values()):
            return True
        return any(observer.is_focused for observer in observers)

    def start(self, options: QueryOptions[Any], *, cancel_refetch: bool = False, direction: Direction | None = None) -> None:
        """Begin a fetch, or join the running one; *cancel_refetch* replaces one that runs over data.

        Who waits for a replaced fetch gets the result of the new one.
        """
        if self.running is not None:
            if not cancel_refetch or self.query.state.data is MISSING:
                self.running.go_on()
                return
            self.running.call_off()
        if options.fn is None:
            options = self.query.options  # somebody else may have brought a function
        client = self.query.client
        flight = self.running = Flight(self, options, direction=direction)
        self.query.dispatch(FetchStarted(is_paused=flight.is_paused_at_start, direction=direction))
        if self.running is flight:  # a listener may have called it off already
            flight.task = client.spawn(flight.run())

    def join(self, *, is_observer: bool = False) -> asyncio.Future[Any]:
        """Begin to wait now: what the fetch brings reaches the future, however soon it ends. Give it to ``wait``."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiters[future] = _Waiter(self.version, is_observer)
        return future

    async def wait(
        self, future: asyncio.Future[Any] | None = None, *, limit: float | None = None, is_observer: bool = False
    ) -> Any:
        """Return the data of the fetch; leaving (by cancellation or timeout) disturbs nobody else.

        Raises:
            CancelledQueryError: the fetch was called off.
            QueryTimeoutError: *limit* seconds passed.
            Exception: what the query function raised.
        """
        future = future or self.join(is_observer=is_observer)
        client = self.query.client
        deadline = None
        if limit is not None:
            deadline = client.deadlines.plan(client.clock.now() + limit, lambda: self._time_out(future, limit))
        try:
            return await future
        finally:
            if deadline is not None:
                deadline.cancel()
            self.leave(future)

    def leave(self, future: asyncio.Future[Any]) -> None:
        """Wait no longer; for one that has its answer already this does nothing."""
        if self._waiters.pop(future, None) is not None:
            self.somebody_left()
        elif future.done() and not future.cancelled():
            future.exception()  # who goes before looking at an error has seen it, as far as the loop is concerned

    def fence(self, *, is_write: bool = False, is_trailing: bool = True) -> None:
        """Make a new version: what a running fetch brings from now on is old news.

        Its own query function may write and invalidate without outdating itself.
        """
        if self.is_inside:
            return
        self.version += 1
        if is_write:
            self._write_version = self.version
        if is_trailing and self.running is not None:
            self._trailing_version = self.version

    @property
    def is_error_current(self) -> bool:
        """Whether nothing was written or invalidated since the last fetch failed."""
        return self._failed_version == self.version

    @property
    def is_inside(self) -> bool:
        """Whether the running code is this entry's own query function."""
        return self.running is not None and current_flight.get() is self.running

    def somebody_left(self) -> None:
        """Nobody left: stop a fetch whose function reads the signal, let any other one end without retries."""
        if self.running is None or self._waiters or self.query.observers:
            return
        if self.running.signal.is_read:
            self.cancel()
        else:
            self.running.stop_retrying()

    def cancel(self, *, revert: bool = True) -> None:
        """Call the running fetch off; the entry goes back to what it was, or (*revert* false) into an error."""
        flight, self.running = self.running, None
        if flight is None:
            return
        flight.call_off()
        error = CancelledQueryError(f"The fetch of {self.query.key!r} was cancelled.")
        with self.query.client.notifier:
            action = FetchDropped(flight.before) if revert else FetchFailed(error, self.query.client.clock.now())
            self.query.dispatch(action)
            has_data = revert and self.query.state.data is not MISSING
            self._answer(self._take_waiters(), data=self.query.state.data if has_data else MISSING, error=error)
        self.query.plan_gc()

    def drop(self, error: BaseException) -> None:
        """Call the running fetch off without a trace in the entry; its callers get *error*."""
        flight, self.running = self.running, None
        if flight is not None:
            flight.call_off()
        self._answer(self._take_waiters(), error=error)

    def succeed(self, flight: Flight, data: Any) -> None:
        """Take the end of *flight*: store its data unless a write has overtaken it."""
        self.running = None
        flight.is_over = True
        with self.query.client.notifier:
            if self._write_version > flight.version:
                self.query.dispatch(FetchDropped(flight.before))
            else:
                self.query.store(data, is_outdated=self.version > flight.version)
            self._conclude(flight, data=self.query.state.data)

    def fail(self, flight: Flight, error: BaseException) -> None:
        """Take the end of *flight*: keep its error unless a write has overtaken it."""
        self.running = None
        flight.is_over = True
        with self.query.client.notifier:
            if self._write_version > flight.version:
                self.query.dispatch(FetchDropped(flight.before))
                self._conclude(flight, data=self.query.state.data)
            else:
                self._failed_version = self.version
                self.query.dispatch(FetchFailed(error, self.query.client.clock.now()))
                self._conclude(flight, error=error)

    def _conclude(self, flight: Flight, *, data: Any = MISSING, error: BaseException | None = None) -> None:
        answered = [future for future, waiter in self._waiters.items() if waiter.version <= flight.version]
        is_behind = len(answered) < len(self._waiters) or self._trailing_version > flight.version
        for future in answered:
            del self._waiters[future]
        self._answer(answered, data=data, error=error)
        if is_behind and self.query.has_fn and not self.query.is_removed:
            self.start(self.query.refetch_options)
        else:
            self._answer(self._take_waiters(), data=data, error=error)
            self.query.plan_gc()

    def _take_waiters(self) -> list[asyncio.Future[Any]]:
        waiters = list(self._waiters)
        self._waiters.clear()
        return waiters

    def _answer(self, futures: list[asyncio.Future[Any]], *, data: Any = MISSING, error: BaseException | None = None) -> None:
        for future in futures:
            if future.done():
                continue
            if data is not MISSING or error is None:
                future.set_result(data)
            else:
                future.set_exception(error)

    def _time_out(self, future: asyncio.Future[Any], seconds: float) -> None:
        if self._waiters.pop(future, None) is not None and not future.done():
            future.set_exception(QueryTimeoutError(f"The query {self.query.key!r} took longer than {seconds} s."))
            self.somebody_left()
