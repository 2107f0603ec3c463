"""How a query function hears that nobody wants its result any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from state.query.notifier import report


class AbortSignal:
    """Says once that a fetch was called off.

    Attributes:
        aborted: Whether it was.
        is_read: Whether the query function ever took the signal; only then may leaving callers end its fetch.
    """

    __slots__ = ("_listeners", "_waiters", "aborted", "is_read")

    def __init__(self) -> None:
        self.aborted = False
        self.is_read = False
        self._listeners: list[Callable[[], object]] = []
        self._waiters: list[asyncio.Future[None]] = []

    def add_listener(self, listener: Callable[[], object]) -> None:
        """Call *listener* once when the fetch is called off; at once if it was already."""
        if self.aborted:
            listener()
        else:
            self._listeners.append(listener)

    async def wait(self) -> None:
        """Return when the fetch is called off."""
        if not self.aborted:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await waiter

    def abort(self) -> None:
        """Tell every listener; a second call does nothing."""
        if self.aborted:
            return
        self.aborted = True
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            try:
                listener()
            except Exception as error:  # noqa: BLE001 - one listener must not stop the others
                report(error, message=f"An abort listener failed: {listener!r}")
