"""One screen's view of a paged query: all pages so far, and the way to the next ones.

Start reading at ``InfiniteQueryObserver.fetch_next_page``; how pages are read stands in ``page_fetch``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from state.query.infinite_query_options import Direction, InfiniteData, InfiniteQueryOptions, next_param, previous_param
from state.query.query_observer import QueryObserver
from state.query.query_result import QueryResult
from state.query.query_state import QueryState
from state.query.sentinels import MISSING
from state.query.session_signals import SessionSignals
from state.query.shown_data import Shown

if TYPE_CHECKING:
    from state.query.query_client import QueryClient

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class InfiniteQueryResult(QueryResult[InfiniteData[T]], Generic[T]):
    """A paged query as its observer sees it now. At most one of the three ``is_…ing`` of a page and a refetch is true.

    Attributes:
        has_next_page: There is a page after the last one.
        has_previous_page: There is a page before the first one.
    """

    has_next_page: bool
    has_previous_page: bool
    is_fetching_next_page: bool
    is_fetching_previous_page: bool
    is_fetch_next_page_error: bool
    is_fetch_previous_page_error: bool


class InfiniteQueryObserver(QueryObserver[InfiniteData[T]], Generic[T]):
    """Watches a paged query for one screen."""

    def __init__(self, client: QueryClient, options: InfiniteQueryOptions[T], session: SessionSignals | None = None) -> None:
        super().__init__(client, options, session)

    async def __aenter__(self) -> InfiniteQueryObserver[T]:
        await super().__aenter__()
        return self

    @property
    def paged_options(self) -> InfiniteQueryOptions[T]:
        """Its options, all filled in, as those of a paged query."""
        return cast("InfiniteQueryOptions[T]", self.options)

    @property
    def result(self) -> InfiniteQueryResult[T]:
        """What to show now."""
        return cast("InfiniteQueryResult[T]", super().result)

    async def fetch_next_page(
        self, *, cancel_refetch: bool = True, throw_on_error: bool | None = None
    ) -> InfiniteQueryResult[T]:
        """Fetch the page after the last one, if there is one; return the result.

        Raises:
            Exception: what the fetch raised, if *throw_on_error* (or the option of that name) says so.
        """
        return await self._fetch_page("forward", cancel_refetch=cancel_refetch, throw_on_error=throw_on_error)

    async def fetch_previous_page(
        self, *, cancel_refetch: bool = True, throw_on_error: bool | None = None
    ) -> InfiniteQueryResult[T]:
        """Fetch the page before the first one, if there is one; return the result.

        Raises:
            Exception: what the fetch raised, if *throw_on_error* (or the option of that name) says so.
        """
        return await self._fetch_page("backward", cancel_refetch=cancel_refetch, throw_on_error=throw_on_error)

    async def _fetch_page(
        self, direction: Direction, *, cancel_refetch: bool, throw_on_error: bool | None
    ) -> InfiniteQueryResult[T]:
        self.client.check()
        base = self.query.base
        find = next_param if direction == "forward" else previous_param
        if isinstance(base, InfiniteData) and find(self.paged_options, cast("InfiniteData[Any]", base)) is MISSING:
            return self.result
        self._start(cancel_refetch=cancel_refetch, direction=direction)
        await self._wait(throw_on_error=throw_on_error)
        return self.result

    def _build_result(self, state: QueryState) -> InfiniteQueryResult[T]:
        return InfiniteQueryResult(**self._fields(state, self._shown.of(self.query, self.options)))

    def _fields(self, state: QueryState, shown: Shown) -> dict[str, Any]:
        fields = super()._fields(state, shown)
        data = cast("InfiniteData[Any]", state.data) if isinstance(state.data, InfiniteData) else InfiniteData[Any]([], [])
        is_forward, is_backward = state.fetch_direction == "forward", state.fetch_direction == "backward"
        is_fetching, is_error = fields["is_fetching"], fields["is_error"]
        is_page = is_forward or is_backward
        return fields | {
            "is_refetching": fields["is_refetching"] and not is_page,
            "is_refetch_error": fields["is_refetch_error"] and not is_page,
            "has_next_page": next_param(self.paged_options, data) is not MISSING,
            "has_previous_page": previous_param(self.paged_options, data) is not MISSING,
            "is_fetching_next_page": is_fetching and is_forward,
            "is_fetching_previous_page": is_fetching and is_backward,
            "is_fetch_next_page_error": is_error and is_forward,
            "is_fetch_previous_page_error": is_error and is_backward,
        }
