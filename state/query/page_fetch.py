"""How a paged query is fetched: one more page, or all known pages again, one after the other.

A failed attempt keeps the pages it has; the retry goes on where it stopped. Start reading at ``PageFetch.attempt``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from state.query.infinite_query_options import InfiniteData, InfiniteQueryOptions, next_param, previous_param
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.flight import Flight

T = TypeVar("T")


class PageFetch:
    """The pages one flight reads."""

    __slots__ = ("_before", "_flight", "_options", "_read")

    def __init__(self, flight: Flight, options: InfiniteQueryOptions[Any], *, before: Any) -> None:
        self._flight = flight
        self._options = options
        self._before: InfiniteData[Any] = before if isinstance(before, InfiniteData) else InfiniteData([], [])
        self._read: InfiniteData[Any] = InfiniteData([], [])

    async def attempt(self) -> InfiniteData[Any]:
        """Return the data with the pages this flight is about."""
        if self._flight.direction is not None and self._before.pages:
            return await self._one_more()
        return await self._all_again()

    async def _one_more(self) -> InfiniteData[Any]:
        is_forward = self._flight.direction == "forward"
        before, most = self._before, self._options.max_pages
        param = (next_param if is_forward else previous_param)(self._options, before)
        if param is MISSING:
            return before
        page = await self._flight.call(page_param=param, direction="forward" if is_forward else "backward")
        add = append if is_forward else prepend
        return InfiniteData(add(before.pages, page, most=most), add(before.page_params, param, most=most))

    async def _all_again(self) -> InfiniteData[Any]:
        wanted = max(len(self._before.pages), 1)
        while len(self._read.pages) < wanted:
            param = self._param_of_next_read()
            if param is MISSING:
                break
            page = await self._flight.call(page_param=param)
            pages, params = append(self._read.pages, page), append(self._read.page_params, param)
            self._read = InfiniteData(pages, params)
        return self._read

    def _param_of_next_read(self) -> Any:
        if self._read.pages:
            return next_param(self._options, self._read)
        return self._before.page_params[0] if self._before.page_params else self._options.initial_page_param


def append(items: list[T], item: T, *, most: int | None = None) -> list[T]:
    """Return *items* with *item* at the end; with *most*, the first ones are dropped to make room."""
    extended = [*items, item]
    return extended[-most:] if most else extended


def prepend(items: list[T], item: T, *, most: int | None = None) -> list[T]:
    """Return *items* with *item* at the front; with *most*, the last ones are dropped to make room."""
    extended = [item, *items]
    return extended[:most] if most else extended
