"""Binds something to one event loop: its tasks, its timers, and a clean end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

from state.query.clock import Clock
from state.query.deadlines import Deadlines
from state.query.errors import ClientClosedError, WrongLoopError

T = TypeVar("T")


class LoopOwner:
    """Belongs to the first event loop it is used in, and to the thread it was made in.

    Attributes:
        clock: Where all time comes from.
        deadlines: What is due some day.
        is_closed: It has ended; every further call is refused.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.deadlines = Deadlines(clock)
        self.is_closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.get_ident()
        self._tasks: set[asyncio.Task[Any]] = set()

    def check(self) -> None:
        """Do nothing if the call comes from the right place.

        Raises:
            ClientClosedError: it was closed.
            WrongLoopError: another event loop, or another thread, makes the call.
        """
        if self.is_closed:
            raise ClientClosedError("The query client is closed: make a new one.")
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if self._thread != threading.get_ident():
                raise WrongLoopError("The query client was called from another thread: use its own event loop.") from None
            return
        if loop is not self._loop:
            self._bind(loop)

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run *work* in a fresh context, so that it pins nothing of the request that happened to ask first."""
        return self._own(asyncio.get_running_loop().create_task(work, context=Context()))

    def spawn_in_context(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run *work* in the caller's context, for what is done on the caller's behalf alone."""
        return self._own(asyncio.get_running_loop().create_task(work))

    async def end_tasks(self) -> None:
        """Cancel every task and return when all have ended."""
        self.deadlines.stop()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _bind(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._loop is not None:
            raise WrongLoopError("The query client belongs to another event loop: use one client per loop.")
        self._loop = loop
        self._thread = threading.get_ident()
        self.deadlines.start()

    def _own(self, task: asyncio.Task[T]) -> asyncio.Task[T]:
        self._tasks.add(task)
        task.add_done_callback(self._disown)
        return task

    def _disown(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # who waited has been told; nobody else will look at it
