"""One cache entry: its facts, who observes it, and when it may go.

Opinions (enabled, how fresh is fresh, what to select) belong to the observers; facts live here, once.
Start reading at ``Query.dispatch`` (every change of state), then ``single_flight`` (every fetch).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from state.query.cache_events import QueryCacheEvent
from state.query.errors import CancelledQueryError
from state.query.gc_countdown import GcCountdown
from state.query.keys import hash_key
from state.query.options import QueryOptions
from state.query.query_state import (
    Action,
    DataLayered,
    DataWritten,
    FetchSucceeded,
    InitialDataGiven,
    Invalidated,
    Reset,
    initial_state,
    reduce,
)
from state.query.sentinels import MISSING, STATIC
from state.query.single_flight import SingleFlight
from state.query.structural_sharing import share_by
from state.query.tags import Tag, to_tags

if TYPE_CHECKING:
    from state.query.optimistic_layer import OptimisticLayer
    from state.query.query_client import QueryClient
    from state.query.query_observer import QueryObserver

_serials = count()


class Query:
    """An entry of the cache.

    Attributes:
        state: What is known; replaced on every change, so holding it is holding a snapshot.
        base: The data without optimistic layers.
        observers: Who looks, in order of arrival.
        options: The latest options it was asked with, all filled in.
        gc_time: The longest time anybody wanted it kept, in seconds.
        serial: Its place in the order of creation.
    """

    __slots__ = (
        "_countdown",
        "_initial",
        "_layers",
        "base",
        "client",
        "flight",
        "gc_time",
        "identity",
        "is_removed",
        "key",
        "key_hash",
        "observers",
        "options",
        "scope",
        "serial",
        "state",
        "tags",
    )

    def __init__(self, client: QueryClient, options: QueryOptions[Any]) -> None:
        self.client = client
        self.key: tuple[Any, ...] = tuple(options.key)
        self.identity = options.identity
        self.scope = options.scope
        self.key_hash = hash_key(options.key)
        self.serial = next(_serials)
        self.options = options
        self.observers: dict[QueryObserver[Any], None] = {}
        self.flight = SingleFlight(self)
        self.is_removed = False
        self.tags: tuple[Tag, ...] = ()
        self._layers: tuple[OptimisticLayer, ...] = ()
        self._countdown = GcCountdown(self)
        self._initial = initial_state(*self._initial_data(options))
        self.state = self._initial
        self.base: Any = self.state.data
        self.gc_time = options.gc_time
        self._retag()

    @property
    def meta(self) -> Any:
        """The ``meta`` of the latest options."""
        return self.options.meta

    @property
    def is_active(self) -> bool:
        """Whether an enabled observer looks."""
        return any(observer.is_enabled for observer in self.observers)

    @property
    def is_disabled(self) -> bool:
        """Whether bulk refetches pass it by: all observers are disabled, or nobody ever fetched or wrote it."""
        if self.observers:
            return not self.is_active
        if not self.has_fn:
            return True
        return self.state.data_update_count + self.state.error_update_count == 0

    @property
    def is_static(self) -> bool:
        """Whether some observer holds its data for good."""
        return any(observer.stale_time is STATIC for observer in self.observers) and self.state.data is not MISSING

    @property
    def is_stale(self) -> bool:
        """Whether it is stale to any observer; without observers: has no data, or was invalidated."""
        if self.observers:
            return any(observer.is_stale for observer in self.observers)
        return self.state.data is MISSING or self.state.is_invalidated

    @property
    def has_fn(self) -> bool:
        """Whether there is a function to fetch it with."""
        return callable(self.options.fn)

    @property
    def refetch_options(self) -> QueryOptions[Any]:
        """The options to fetch it with when nobody brings any: those of an observer that may fetch, else the latest."""
        for observer in self.observers:
            if observer.is_enabled and callable(observer.options.fn):
                return observer.options
        return self.options

    def is_stale_by(self, stale_time: Any) -> bool:
        """Return whether the data is older than *stale_time* (seconds, STATIC, or a function of the query)."""
        state = self.state
        if callable(stale_time):
            stale_time = stale_time(self)
        if state.data is MISSING:
            return True
        if stale_time is STATIC:
            return False
        return state.is_invalidated or self.client.clock.now() >= state.data_updated_at + stale_time

    def adopt(self, options: QueryOptions[Any]) -> None:
        """Take over what a new caller says: its function, its tags, a longer life, initial data if there is none."""
        self.gc_time = max(self.gc_time, options.gc_time)
        # A caller that only reads must not take the function away from those that fetch.
        if options.fn is not None or self.options.fn is None:
            self.options = options
            self._retag()
        if self.state.data is MISSING and options.initial_data is not MISSING:
            data, updated_at = self._initial_data(options)
            if data is not MISSING:
                self._initial = initial_state(data, updated_at)
                self.base = data
                self.dispatch(InitialDataGiven(data, updated_at))

    def dispatch(self, action: Action) -> None:
        """Change the state and tell the observers, then the cache's listeners; a change of nothing tells nobody."""
        state = reduce(self.state, action)
        if state is self.state:
            return
        self.state = state
        if not self.observers and not self.client.query_cache.has_listeners:
            return
        with self.client.notifier:
            for observer in tuple(self.observers):
                observer.on_query_update()
            self.client.query_cache.tell(QueryCacheEvent("updated", self, action=action))

    def share(self, data: Any) -> Any:
        """Return *data* with what did not change taken from the present data."""
        return share_by(self.options.structural_sharing, previous=self.base, following=data)

    def store(self, data: Any, *, is_outdated: bool) -> None:
        """Take the result of a fetch; *is_outdated* if it was invalidated on the way."""
        self.base = data
        self.dispatch(FetchSucceeded(self._layered(), self.client.clock.now(), is_outdated))
        self._retag()

    def write(self, data: Any, *, updated_at: float | None = None) -> None:
        """Put *data* in by hand; a fetch under way will not overwrite it."""
        self.base = self.share(data)
        self.flight.fence(is_write=True)
        self.dispatch(DataWritten(self._layered(), self.client.clock.now() if updated_at is None else updated_at))
        self._retag()
        self.plan_gc()

    def invalidate(self, *, is_trailing: bool = True) -> None:
        """Mark the data as out of date; with *is_trailing* a fetch under way is followed by another one."""
        self.flight.fence(is_trailing=is_trailing)
        self.dispatch(Invalidated())

    def reset(self) -> None:
        """Go back to the beginning: initial data or none, nothing running."""
        self.flight.drop(CancelledQueryError(f"The query {self.key!r} was reset."))
        self.base = self._initial.data
        self.dispatch(Reset(replace(self._initial, data=self._layered())))
        self.plan_gc()

    def add_layer(self, layer: OptimisticLayer) -> None:
        """Show an optimistic change over the data."""
        self._layers = (*self._layers, layer)
        self._show_layers()

    def remove_layer(self, layer: OptimisticLayer, *, is_kept: bool) -> None:
        """Take an optimistic change out again, or (*is_kept*) into the base, where older fetches cannot undo it."""
        if layer not in self._layers:
            return
        self._layers = tuple(other for other in self._layers if other is not layer)
        if is_kept and self.base is not MISSING:
            self.base = self.share(layer.over(self.base))
            self.flight.fence(is_write=True)
        self._show_layers()
        self.plan_gc()

    def add_observer(self, observer: QueryObserver[Any]) -> None:
        """Let *observer* hear of every change; a second time does nothing."""
        if observer in self.observers:
            return
        self.observers[observer] = None
        self._countdown.stop()
        self.client.query_cache.tell(QueryCacheEvent("observer_added", self, observer=observer))

    def remove_observer(self, observer: QueryObserver[Any]) -> None:
        """Let *observer* go; the last one starts the countdown to removal."""
        if observer not in self.observers:
            return
        del self.observers[observer]
        self.client.query_cache.tell(QueryCacheEvent("observer_removed", self, observer=observer))
        self.flight.somebody_left()
        self.plan_gc()

    @property
    def is_idle(self) -> bool:
        """Whether nobody needs it: no observer, no fetch, no optimistic layer."""
        return not self.observers and self.flight.running is None and not self._layers and not self.is_removed

    def plan_gc(self) -> None:
        """Count ``gc_time`` down from now if nobody needs the entry."""
        self._countdown.start()

    def end(self, error: BaseException) -> None:
        """Leave the cache for good: silently, callers get *error*."""
        self.is_removed = True
        self.flight.drop(error)
        self._countdown.stop()

    def _layered(self) -> Any:
        data = self.base
        for layer in self._layers:
            data = layer.over(data)
        return (
            data if data is self.base else share_by(self.options.structural_sharing, previous=self.state.data, following=data)
        )

    def _show_layers(self) -> None:
        data = self._layered()
        if data is not self.state.data:
            self.dispatch(DataLayered(data))

    def _retag(self) -> None:
        given = self.options.tags
        if callable(given):
            given = () if self.base is MISSING else given(self.base)
        tags = to_tags(given)
        if tags != self.tags:
            before, self.tags = self.tags, tags
            self.client.query_cache.retag(self, before)

    def _initial_data(self, options: QueryOptions[Any]) -> tuple[Any, float]:
        data = options.initial_data
        if callable(data):
            data = data()
        at = options.initial_data_updated_at
        if callable(at):
            at = at()
        return data, self.client.clock.now() if at is None else at
