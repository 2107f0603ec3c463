"""Delivers what changed to listeners: after the outermost batch, in order, each listener on its own.

A listener that raises is reported to the event loop's exception handler; the next one still runs, and so does the caller.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

E = TypeVar("E")

_log = logging.getLogger("state.query")


class Notifier:
    """``with notifier:`` is a batch; what is scheduled inside runs when the outermost batch ends."""

    def __init__(self) -> None:
        self._depth = 0
        self._due: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._deliver()

    def schedule(self, call: Callable[..., object], *args: Any) -> None:
        """Make the call after the running batch, at once if there is none."""
        self._due.append((call, args))
        if not self._depth:
            self._deliver()

    def _deliver(self) -> None:
        # Held while delivering: what listeners cause is delivered after what is due already, never inside it.
        self._depth += 1
        try:
            while self._due:
                call, args = self._due.popleft()
                try:
                    call(*args)
                except Exception as error:  # noqa: BLE001 - one listener must not stop the others
                    report(error, message=f"A query listener failed: {call!r}")
        finally:
            self._depth -= 1


class Listeners(Generic[E]):
    """The subscribers of one thing. ``tell`` goes to those there are now; one that leaves before its turn hears nothing."""

    __slots__ = ("_listeners", "_notifier")

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self._listeners: dict[object, Callable[[E], object]] = {}

    def __len__(self) -> int:
        return len(self._listeners)

    def add(self, listener: Callable[[E], object]) -> Callable[[], None]:
        """Add *listener*; return the function that takes it out again (calling it twice does no harm)."""
        token = object()
        self._listeners[token] = listener

        def leave() -> None:
            self._listeners.pop(token, None)

        return leave

    def tell(self, event: E) -> None:
        """Schedule *event* for every listener there is now."""
        for token in tuple(self._listeners):
            self._notifier.schedule(self._call, token, event)

    def clear(self) -> None:
        """Forget every listener."""
        self._listeners.clear()

    def _call(self, token: object, event: E) -> None:
        listener = self._listeners.get(token)
        if listener is not None:
            listener(event)


def report(error: BaseException, *, message: str) -> None:
    """Hand an error nobody waits for to the event loop's exception handler, or to the log without a loop."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _log.error(message, exc_info=error)
        return
    loop.call_exception_handler({"message": message, "exception": error})
