"""What is done to many entries at once: invalidate, refetch, reset, cancel, drop.

Every mark is set before the first listener hears of one. ``QueryClient`` has these as methods; the rules stand here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from state.query.errors import CancelledQueryError
from state.query.filters import QueryFilters
from state.query.query import Query
from state.query.query_state import QueryState
from state.query.sentinels import MISSING

if TYPE_CHECKING:
    from state.query.query_client import QueryClient

RefetchType: TypeAlias = Literal["active", "inactive", "all", "none"]


async def invalidate(client: QueryClient, filters: QueryFilters, *, refetch_type: RefetchType, cancel_refetch: bool) -> None:
    """Mark the matching entries as out of date and refetch those of *refetch_type*; return when they are fetched.

    A fetch under way cannot make an entry fresh again: another one follows it, unless *refetch_type* is "none".
    """
    with client.notifier:
        queries = client.query_cache.find_all(filters)
        for query in queries:
            query.invalidate(is_trailing=refetch_type != "none")
        chosen = [query for query in queries if _is_of_type(query, refetch_type)]
        started = _start_all(chosen, cancel_refetch=cancel_refetch)
    await _wait_for_all(started, throw_on_error=False)


async def refetch(
    client: QueryClient, queries: Iterable[Query], *, cancel_refetch: bool = True, throw_on_error: bool = False
) -> None:
    """Fetch *queries* again, fresh or not; return when all have ended. Paused ones are not waited for.

    Raises:
        Exception: the first one a fetch raised, if *throw_on_error*.
    """
    with client.notifier:
        started = _start_all(queries, cancel_refetch=cancel_refetch)
    await _wait_for_all(started, throw_on_error=throw_on_error)


async def reset(client: QueryClient, filters: QueryFilters) -> None:
    """Bring the matching entries back to their beginning and fetch the observed ones again."""
    with client.notifier:
        queries = client.query_cache.find_all(filters)
        for query in queries:
            query.reset()
        started = _start_all([query for query in queries if query.is_active], cancel_refetch=True)
    await _wait_for_all(started, throw_on_error=False)


def cancel(client: QueryClient, filters: QueryFilters, *, revert: bool) -> None:
    """Call the matching fetches off."""
    with client.notifier:
        for query in client.query_cache.find_all(filters):
            query.flight.cancel(revert=revert)


def remove(client: QueryClient, filters: QueryFilters) -> None:
    """Take the matching entries out of the cache."""
    with client.notifier:
        for query in client.query_cache.find_all(filters):
            client.query_cache.remove(query)


def drop_scope(client: QueryClient, scope: Hashable) -> int:
    """Take every entry of *scope* out, with its fetches and what its observers show; return how many there were."""
    queries = client.query_cache.find_all(QueryFilters(scope=scope))
    with client.notifier:
        for query in queries:
            observers = tuple(query.observers)
            client.query_cache.remove(query)
            # Whoever still holds the entry must find nothing in it.
            query.state, query.base = QueryState(), MISSING
            for observer in observers:
                observer.on_dropped()
    return len(queries)


def readable(filters: QueryFilters) -> QueryFilters:
    """Return *filters* for a call that hands out data: without a scope, only entries of no scope."""
    return replace(filters, scope=None) if filters.scope is MISSING else filters


def _is_of_type(query: Query, refetch_type: RefetchType) -> bool:
    return refetch_type == "all" or (refetch_type != "none" and query.is_active == (refetch_type == "active"))


def _start_all(queries: Iterable[Query], *, cancel_refetch: bool) -> list[Query]:
    started: list[Query] = []
    for query in queries:
        # A query function that invalidates its own entry would otherwise wait for itself.
        if query.is_disabled or query.is_static or query.flight.is_inside:
            continue
        query.flight.start(query.refetch_options, cancel_refetch=cancel_refetch)
        if query.state.fetch_status != "paused":
            started.append(query)
    return started


async def _wait_for_all(queries: list[Query], *, throw_on_error: bool) -> None:
    # Joined before the first await: a short fetch may be over before a coroutine of ours has begun.
    joined = [(query.flight, query.flight.join(is_observer=True)) for query in queries if query.flight.running is not None]
    errors: list[Exception] = []
    try:
        for flight, future in joined:
            try:
                await flight.wait(future)
            except Exception as error:  # noqa: BLE001 - raised below if the caller wants it
                errors.append(error)
    finally:
        for flight, future in joined:
            flight.leave(future)
    real = [error for error in errors if not isinstance(error, CancelledQueryError)]
    if throw_on_error and (real or errors):
        raise (real or errors)[0]
