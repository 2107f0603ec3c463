"""The results of an observer as an async iterator: the present one, then the newest whenever it has changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from state.query.query_result import QueryResult

if TYPE_CHECKING:
    from state.query.query_observer import QueryObserver

T = TypeVar("T")


class ResultStream(Generic[T]):
    """Yields results until the observer is destroyed. A slow reader misses steps, never the last one."""

    __slots__ = ("__weakref__", "_observer", "_seen", "_wake")

    def __init__(self, observer: QueryObserver[T]) -> None:
        self._observer = observer
        self._seen: QueryResult[T] | None = None
        self._wake: asyncio.Future[Any] | None = None

    def __aiter__(self) -> ResultStream[T]:
        return self

    async def __anext__(self) -> QueryResult[T]:
        while self._observer.result is self._seen:
            if self._observer.is_destroyed:
                raise StopAsyncIteration
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        self._seen = self._observer.result
        return self._seen

    def wake(self) -> None:
        """Look again: the result changed, or the observer ended."""
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
