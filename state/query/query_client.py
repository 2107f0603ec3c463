"""The cache of one worker: START HERE.

A client belongs to one event loop. It owns every entry, every running fetch and every timer; closing it leaves no task.
A read goes ``QueryClient.fetch`` -> ``query_cache`` (which entry) -> ``single_flight`` (one fetch) -> ``query_state``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar, overload

from state.query import bulk_operations
from state.query.bulk_operations import RefetchType, readable
from state.query.clock import Clock, SystemClock
from state.query.default_options import DefaultOptions, OptionDefaults
from state.query.errors import ClientClosedError
from state.query.filters import KeyOrFilters, MutationFilters, to_filters
from state.query.imperative_fetch import fetch_stale
from state.query.infinite_query_observer import InfiniteQueryObserver
from state.query.infinite_query_options import InfiniteData, InfiniteQueryOptions
from state.query.keys import QueryKey
from state.query.loop_owner import LoopOwner
from state.query.mutation_cache import MutationCache
from state.query.mutation_observer import MutationObserver
from state.query.mutation_options import MutationOptions
from state.query.notifier import Notifier
from state.query.optimistic_layer import OptimisticLayer
from state.query.options import QueryOptions
from state.query.queries_observer import QueriesObserver
from state.query.query_cache import QueryCache
from state.query.query_observer import QueryObserver
from state.query.query_result import QueryResult
from state.query.query_state import QueryState
from state.query.sentinels import MISSING
from state.query.session_signals import SessionSignals

T = TypeVar("T")
V = TypeVar("V")


class QueryClient(LoopOwner, OptionDefaults):
    """Fetches, keeps and shares data. ``async with QueryClient() as client`` closes it at the end.

    Where a call takes *filters*, a key prefix and None (everything) are welcome too. Calls that hand out or write data
    see only entries of the scope they name (None: of no scope); calls that only mark, fetch or drop see all.

    Attributes:
        query_cache: The entries, to look and to listen.
        mutation_cache: The mutations, to look and to listen.
        is_source_online: Whether the source is reachable, as far as anybody said.
    """

    def __init__(self, default_options: DefaultOptions | None = None, clock: Clock | None = None) -> None:
        LoopOwner.__init__(self, clock or SystemClock())
        OptionDefaults.__init__(self, default_options or DefaultOptions())
        self.notifier = Notifier()
        self.query_cache = QueryCache(self)
        self.mutation_cache = MutationCache(self)
        self.is_source_online = True

    async def __aenter__(self) -> QueryClient:
        self.check()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- Fetch

    @overload
    async def fetch(self, options: InfiniteQueryOptions[T]) -> InfiniteData[T]: ...
    @overload
    async def fetch(self, options: QueryOptions[T]) -> T: ...
    async def fetch(self, options: QueryOptions[Any]) -> Any:
        """Return the data: from the cache while it is fresh, else from one fetch shared with everybody who asks.

        ``select`` is applied to what is returned; ``enabled`` and the other opinions of observers are not looked at.

        Raises:
            CancelledQueryError: the fetch was called off.
            QueryTimeoutError: ``timeout`` passed; the fetch goes on.
            MissingQueryFnError: there is no data, and no function to fetch it.
            Exception: what the query function raised.
        """
        self.check()
        query = self.query_cache.by_identity(options.identity)
        if query is None or query.is_stale_by(self.stale_time_of(options)):
            data = await fetch_stale(self, options)
        else:
            data = query.state.data
        return data if options.select is None else options.select(data)

    @overload
    async def ensure(self, options: InfiniteQueryOptions[T], *, revalidate_if_stale: bool = False) -> InfiniteData[T]: ...
    @overload
    async def ensure(self, options: QueryOptions[T], *, revalidate_if_stale: bool = False) -> T: ...
    async def ensure(self, options: QueryOptions[Any], *, revalidate_if_stale: bool = False) -> Any:
        """Return the data however old it is; fetch only if there is none.

        With *revalidate_if_stale*, stale data is fetched again in the background. Raises as ``fetch``.
        """
        self.check()
        resolved = self.resolve(options)
        query = self.query_cache.build(resolved)
        if query.state.data is MISSING:
            return await self.fetch(options)
        if revalidate_if_stale and query.is_stale_by(resolved.stale_time) and query.has_fn:
            query.flight.start(resolved)
        return query.state.data if options.select is None else options.select(query.state.data)

    async def prefetch(self, options: QueryOptions[Any]) -> None:
        """Fetch if stale and return nothing; an error stays in the entry."""
        self.check()
        with suppress(Exception):  # nobody waits for the data: who needs it will see the error in the entry
            await self.fetch(options)

    # --- Read and write

    def get_data(self, key: QueryKey, *, scope: Hashable | None = None) -> Any:
        """Return the data of exactly this key, MISSING if there is none."""
        self.check()
        query = self.query_cache.get(key, scope=scope)
        return MISSING if query is None else query.state.data

    def get_state(self, key: QueryKey, *, scope: Hashable | None = None) -> QueryState | None:
        """Return a snapshot of the entry of exactly this key, None if there is none."""
        self.check()
        query = self.query_cache.get(key, scope=scope)
        return None if query is None else query.state

    def set_data(
        self, key: QueryKey, value_or_updater: Any, updated_at: float | None = None, *, scope: Hashable | None = None
    ) -> Any:
        """Write data, or what ``updater(data or MISSING)`` makes of it; return it. MISSING changes nothing.

        *updated_at* is the Unix time the data is from; not given: now. A fetch under way will not overwrite it.
        """
        self.check()
        query = self.query_cache.get(key, scope=scope)
        base = MISSING if query is None else query.base
        data = value_or_updater(base) if callable(value_or_updater) else value_or_updater
        if data is MISSING:
            return MISSING
        with self.notifier:
            query = query or self.query_cache.build(self.resolve(QueryOptions[Any](key, scope=scope)))
            query.write(data, updated_at=updated_at)
        return query.state.data

    def get_many(self, filters: KeyOrFilters = None) -> list[tuple[tuple[Any, ...], Any]]:
        """Return (key, data) of every matching entry; data may be MISSING."""
        self.check()
        return [(query.key, query.state.data) for query in self.query_cache.find_all(readable(to_filters(filters)))]

    def set_many(self, filters: KeyOrFilters, updater: Any) -> list[tuple[tuple[Any, ...], Any]]:
        """Write to every matching entry as ``set_data`` does; return (key, data) of each."""
        with self.notifier:
            queries = self.query_cache.find_all(readable(to_filters(filters)))
            return [(query.key, self.set_data(query.key, updater, scope=query.scope)) for query in queries]

    def optimistic(
        self, filters_or_key: KeyOrFilters, updater: Callable[[Any], Any], *, scope: Hashable | None = None
    ) -> OptimisticLayer:
        """Show ``updater(data)`` over every matching entry for the length of an ``async with`` block.

        An exception in the block takes exactly this change back. Filters may name the scope themselves.
        """
        self.check()
        filters = to_filters(filters_or_key)
        if filters.scope is MISSING:
            filters = replace(filters, scope=scope)
        return OptimisticLayer(self, lambda: self.query_cache.find_all(filters), updater=updater)

    # --- Many at once

    async def invalidate(
        self,
        prefix_or_filters: KeyOrFilters = None,
        *,
        tags: Iterable[Hashable] | None = None,
        refetch_type: RefetchType = "active",
        cancel_refetch: bool = True,
    ) -> None:
        """Mark the matching entries as out of date and fetch the observed ones again; return when that is done.

        A fetch that runs already is not trusted: it is replaced if it runs over data (*cancel_refetch*), else followed by
        another one. Errors stay in the entries. *refetch_type* says which entries to fetch now, "none" only marks.
        """
        self.check()
        filters = to_filters(prefix_or_filters, tags=tags)
        await bulk_operations.invalidate(self, filters, refetch_type=refetch_type, cancel_refetch=cancel_refetch)

    async def refetch(self, filters: KeyOrFilters = None, *, cancel_refetch: bool = True, throw_on_error: bool = False) -> None:
        """Fetch the matching entries now, fresh or not; return when all have ended.

        Raises:
            Exception: the first one a fetch raised, if *throw_on_error*.
        """
        self.check()
        queries = self.query_cache.find_all(to_filters(filters))
        await bulk_operations.refetch(self, queries, cancel_refetch=cancel_refetch, throw_on_error=throw_on_error)

    async def reset(self, filters: KeyOrFilters = None) -> None:
        """Bring the matching entries back to their initial data, or none, and fetch the observed ones."""
        self.check()
        await bulk_operations.reset(self, to_filters(filters))

    async def cancel(self, filters: KeyOrFilters = None, revert: bool = True) -> None:
        """Call the matching fetches off; entries go back to what they were, or (*revert* false) into an error."""
        self.check()
        bulk_operations.cancel(self, to_filters(filters), revert=revert)

    def remove(self, filters: KeyOrFilters = None) -> None:
        """Take the matching entries out; observers keep what they show until their next fetch."""
        self.check()
        bulk_operations.remove(self, to_filters(filters))

    def drop_scope(self, scope: Hashable) -> int:
        """Forget everything of *scope* (sign-out, lost role): entries, fetches, and what observers show of it.

        Returns how many entries there were. The observers stay still until they are subscribed to again.
        """
        self.check()
        return bulk_operations.drop_scope(self, scope)

    def clear(self) -> None:
        """Take every entry and every mutation out."""
        self.check()
        self.query_cache.clear()
        self.mutation_cache.clear()

    def is_fetching(self, filters: KeyOrFilters = None) -> int:
        """Return how many matching entries are being fetched."""
        return sum(query.state.fetch_status == "fetching" for query in self.query_cache.find_all(to_filters(filters)))

    def is_mutating(self, filters: MutationFilters | None = None) -> int:
        """Return how many matching mutations are pending."""
        return sum(mutation.state.status == "pending" for mutation in self.mutation_cache.find_all(filters))

    # --- Observe

    def observe(self, options: QueryOptions[T], session: SessionSignals | None = None) -> QueryObserver[T]:
        """Return an observer; ``async with`` mounts it, and unmounts it at the end."""
        return QueryObserver(self, options, session)

    def observe_many(
        self,
        queries: Sequence[QueryOptions[Any]],
        combine: Callable[[list[QueryResult[Any]]], Any] | None = None,
        session: SessionSignals | None = None,
    ) -> QueriesObserver:
        """Return an observer of several queries at once; ``async with`` mounts it."""
        return QueriesObserver(self, queries, combine=combine, session=session)

    def observe_infinite(
        self, options: InfiniteQueryOptions[T], session: SessionSignals | None = None
    ) -> InfiniteQueryObserver[T]:
        """Return an observer of a paged query; ``async with`` mounts it."""
        return InfiniteQueryObserver(self, options, session)

    def mutation(self, options: MutationOptions[V, T]) -> MutationObserver[V, T]:
        """Return what calls a mutation and follows the latest call."""
        self.check()
        return MutationObserver(self, options)

    # --- The outside

    def set_source_online(self, online: bool) -> None:
        """Say whether the source (database, upstream) is reachable: fetches pause while it is not."""
        self.check()
        if online is self.is_source_online:
            return
        self.is_source_online = online
        if online:
            self._wake_all()

    async def close(self) -> None:
        """Call every fetch off and return when no task is left; callers still waiting get ClientClosedError."""
        if self.is_closed:
            return
        self.check()
        error = ClientClosedError("The query client was closed while the query was fetched.")
        for query in self.query_cache.find_all():
            for observer in tuple(query.observers):
                observer.destroy()
            query.end(error)
        self.is_closed = True
        await self.end_tasks()

    # --- Inside

    def _wake_all(self) -> None:
        self.mutation_cache.wake_all()
        with self.notifier:
            for query in self.query_cache.find_all():
                if query.flight.running is not None:
                    query.flight.running.wake()
                for observer in tuple(query.observers):
                    observer.on_online()
