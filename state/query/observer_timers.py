"""The two things an observer does by the clock: notice that data became stale, and poll."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from state.query.deadlines import Deadline
from state.query.sentinels import MISSING, STATIC

if TYPE_CHECKING:
    from state.query.query_observer import QueryObserver

_GRACE: Final = 0.001  # seconds: a timer that fires a hair early must not find the data still fresh
_FOREVER: Final = float("inf")


class ObserverTimers:
    """The deadlines of one mounted observer; ``update`` after every change, ``stop`` when it leaves."""

    __slots__ = ("_interval", "_observer", "_on_interval", "_on_stale", "_poll", "_stale", "_stale_at")

    def __init__(self, observer: QueryObserver[Any], *, on_stale: Callable[[], None], on_interval: Callable[[], None]) -> None:
        self._observer = observer
        self._on_stale = on_stale
        self._on_interval = on_interval
        self._stale: Deadline | None = None
        self._stale_at = _FOREVER
        self._poll: Deadline | None = None
        self._interval = 0.0

    def update(self) -> None:
        """Plan anew what has changed."""
        self._update_stale()
        interval = self._interval_now()
        if interval != self._interval:
            self._stop_polling()
            self._interval = interval
            self._plan_poll()

    def stop(self) -> None:
        """Call everything off."""
        self._stop_polling()
        self._interval = 0.0
        if self._stale is not None:
            self._stale.cancel()
        self._stale, self._stale_at = None, _FOREVER

    def _update_stale(self) -> None:
        at = self._stale_moment()
        if at == self._stale_at:
            return
        if self._stale is not None:
            self._stale.cancel()
            self._stale = None
        self._stale_at = at
        if at != _FOREVER:
            self._stale = self._observer.client.deadlines.plan(at + _GRACE, self._became_stale)

    def _stale_moment(self) -> float:
        state, stale_time = self._observer.query.state, self._observer.stale_time
        if stale_time is STATIC or state.data is MISSING or state.is_invalidated or not self._observer.is_enabled:
            return _FOREVER
        moment = state.data_updated_at + stale_time
        return moment if moment > self._observer.client.clock.now() else _FOREVER

    def _became_stale(self) -> None:
        self._stale, self._stale_at = None, _FOREVER
        self._on_stale()

    def _interval_now(self) -> float:
        if not self._observer.is_enabled:
            return 0.0
        given = self._observer.options.refetch_interval
        seconds = given(self._observer.query) if callable(given) else given
        return float(seconds) if seconds and 0 < seconds < _FOREVER else 0.0

    def _plan_poll(self) -> None:
        if self._interval:
            client = self._observer.client
            self._poll = client.deadlines.plan(client.clock.now() + self._interval, self._poll_now)

    def _poll_now(self) -> None:
        # The next one first: a fetch that fails, or ends at once, must not end the polling.
        self._plan_poll()
        self._on_interval()

    def _stop_polling(self) -> None:
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None
