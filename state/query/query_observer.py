"""One screen's view of one query at a time: its own options, its own result.

Made by ``client.observe``. It fetches while it is mounted: inside ``async with``, or while it has a listener.
Start reading at ``QueryObserver.subscribe``, then ``set_options``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import WeakSet

from state.query.cache_events import QueryCacheEvent, QueryEventType
from state.query.infinite_query_options import Direction
from state.query.notifier import Listeners
from state.query.observer_result import result_fields
from state.query.observer_timers import ObserverTimers
from state.query.options import QueryOptions, is_same
from state.query.query import Query
from state.query.query_result import QueryResult, changed_fields
from state.query.query_state import FetchStarted, QueryState, reduce
from state.query.refetch_rules import should_fetch_on, should_fetch_on_mount
from state.query.result_stream import ResultStream
from state.query.sentinels import SKIP
from state.query.session_signals import SessionSignals, Signal
from state.query.shown_data import Shown, ShownData

if TYPE_CHECKING:
    from state.query.query_client import QueryClient

T = TypeVar("T")

_RETRIES: Final = 3  # after a first failure; imperative calls have none, a person waits for them


class QueryObserver(Generic[T]):
    """Watches a query for one screen.

    Attributes:
        client: The client whose entries it watches.
        query: The entry it watches now.
        options: Its options, all filled in.
        session: The browser tab it belongs to, or None.
    """

    def __init__(self, client: QueryClient, options: QueryOptions[T], session: SessionSignals | None = None) -> None:
        self.client = client
        self.session = session
        self._listeners: Listeners[QueryResult[T]] = Listeners(client.notifier)
        self._shown = ShownData()
        self._timers = ObserverTimers(self, on_stale=self._update, on_interval=self._on_interval)
        self._is_mounted = False
        self._is_held = False  # by ``async with``, until a listener takes over
        self._unheard: QueryResult[T] | None = None  # what ``async with`` brought about before there was a listener
        self._leave_session: Callable[[], None] | None = None
        self._streams: WeakSet[ResultStream[T]] = WeakSet()
        self.is_destroyed = False
        client.check()
        self.options: QueryOptions[T] = self._resolve(options)
        self.query: Query = client.query_cache.build(self.options)
        self._joined: QueryState = self.query.state  # to tell what was fetched since
        self._result: QueryResult[T] = self._build_result(self.query.state)
        self._tell_cache("observer_result_updated")

    # --- What it shows

    @property
    def result(self) -> QueryResult[T]:
        """What to show now."""
        if not self._is_mounted:
            self._update()
        return self._result

    @property
    def optimistic_result(self) -> QueryResult[T]:
        """What mounting would show at once: fetching already, if it would fetch."""
        if self._is_mounted or not should_fetch_on_mount(self):
            return self.result
        return self._build_result(reduce(self.query.state, FetchStarted(is_paused=not self.client.is_source_online)))

    @property
    def is_enabled(self) -> bool:
        """Whether it may fetch by itself."""
        enabled = self.options.enabled
        return self.options.fn is not SKIP and bool(enabled(self.query) if callable(enabled) else enabled)

    @property
    def stale_time(self) -> Any:
        """How long data is fresh to it: seconds or STATIC."""
        stale_time = self.options.stale_time
        return stale_time(self.query) if callable(stale_time) else stale_time

    @property
    def is_stale(self) -> bool:
        """Whether the data is stale to it; never, while it is disabled."""
        return self.is_enabled and self.query.is_stale_by(self.stale_time)

    @property
    def is_focused(self) -> bool:
        """Whether its tab is looked at; without a session it is."""
        return self.session is None or self.session.focused

    @property
    def is_mounted(self) -> bool:
        """Whether it follows its query."""
        return self._is_mounted

    # --- Its life

    def subscribe(self, listener: Callable[[QueryResult[T]], object] | None = None) -> Callable[[], None]:
        """Call *listener* with every new result; return the function that takes it out again.

        The first listener mounts the observer, the last one to leave unmounts it.
        """
        self.client.check()
        leave_listeners = self._listeners.add(listener or _ignore)
        was_held, self._is_held = self._is_held, False
        if self._unheard is self._result:
            self._listeners.tell(self._result)
        self._unheard = None
        if not was_held:
            self._mount()

        def leave() -> None:
            leave_listeners()
            if not len(self._listeners) and not self._is_held:
                self._unmount()

        return leave

    async def __aenter__(self) -> QueryObserver[T]:
        if not self._is_mounted:
            before, self._is_held = self._result, True
            self._mount()
            changed = changed_fields(before, self._result)
            self._unheard = self._result if changed and self._concerns_listeners(changed) else None
        return self

    async def __aexit__(self, *_: object) -> None:
        self.destroy()

    def destroy(self) -> None:
        """Leave the query and forget every listener."""
        self.is_destroyed = True
        self._listeners.clear()
        self._is_held = False
        self._unmount()
        self._wake_streams()

    def __aiter__(self) -> ResultStream[T]:
        """Iterate over the results: the present one, then the newest whenever it has changed. Mounts nothing."""
        stream = ResultStream(self)
        self._streams.add(stream)
        return stream

    # --- What it is asked to do

    def set_options(self, options: QueryOptions[T]) -> None:
        """Look with other *options*; another key or scope means another query."""
        self.client.check()
        resolved = self._resolve(options)
        is_changed = not is_same(self.options, resolved)
        was_enabled, previous = self.is_enabled, self.query
        if is_changed:
            self.options = resolved
        with self.client.notifier:
            self._follow(self.client.query_cache.build(self.options))
            if not self._is_mounted:
                return self._update()
            if is_changed:
                self._tell_cache("observer_options_updated")
            if (self.query is not previous or not was_enabled) and self.is_stale:
                self._start()
            self._update()
        return None

    async def refetch(self, *, cancel_refetch: bool = True, throw_on_error: bool | None = None) -> QueryResult[T]:
        """Fetch now, even if fresh or disabled; return the result.

        Raises:
            Exception: what the fetch raised, if *throw_on_error* (or the option of that name) says so.
        """
        self.client.check()
        self._start(cancel_refetch=cancel_refetch)
        return await self._wait(throw_on_error=throw_on_error)

    # --- What it is told

    def on_query_update(self) -> None:
        """Hear that the state of the query changed."""
        self._update()

    def on_online(self) -> None:
        """Hear that the source, or the session, is online again."""
        if self._is_mounted and should_fetch_on(self, self.options.refetch_on_reconnect):
            self._start()

    def on_dropped(self) -> None:
        """Hear that the scope was dropped: show nothing of it any more, and fetch nothing."""
        self._unmount()
        self._shown.forget()
        self._update()

    # --- Inside

    def _resolve(self, options: QueryOptions[T]) -> QueryOptions[T]:
        return self.client.resolve(options, retry=_RETRIES)

    def _mount(self) -> None:
        if self._is_mounted:
            return
        self._follow(self.client.query_cache.build(self.options))
        self._is_mounted = True
        with self.client.notifier:
            self.query.add_observer(self)
            if self.query.flight.running is not None:
                self.query.flight.running.go_on()
            if should_fetch_on_mount(self):
                self._start()
            self._update()
        if self.session is not None:
            self._leave_session = self.session.subscribe(self._on_signal)

    def _unmount(self) -> None:
        self._timers.stop()
        if self._leave_session is not None:
            self._leave_session()
            self._leave_session = None
        if self._is_mounted:
            self._is_mounted = False
            self.query.remove_observer(self)

    def _follow(self, query: Query) -> None:
        if query is self.query:
            return
        before, self.query, self._joined = self.query, query, query.state
        if self._is_mounted:
            query.add_observer(self)
            before.remove_observer(self)

    def _start(self, *, cancel_refetch: bool = False, direction: Direction | None = None) -> None:
        self._follow(self.client.query_cache.build(self.options))  # the entry may have been removed meanwhile
        self.query.flight.start(self.options, cancel_refetch=cancel_refetch, direction=direction)

    async def _wait(self, *, throw_on_error: bool | None) -> QueryResult[T]:
        query = self.query
        try:
            if query.flight.running is not None:
                await query.flight.wait(is_observer=True)
        except Exception:
            if self.options.throw_on_error if throw_on_error is None else throw_on_error:
                raise
        return self.result

    def _on_signal(self, signal: Signal) -> None:
        running = self.query.flight.running
        if running is not None:
            running.wake()
        if signal == "focus" and should_fetch_on(self, self.options.refetch_on_focus):
            self._start()
        elif signal == "online":
            self.on_online()

    def _on_interval(self) -> None:
        if self.options.refetch_interval_in_background or self.is_focused:
            self._start()

    def _update(self) -> None:
        self._set_result(self._build_result(self.query.state))
        if self._is_mounted:
            self._timers.update()

    def _set_result(self, result: QueryResult[T]) -> None:
        before = self._result
        changed = changed_fields(before, result)
        if not changed:
            return
        self._result = result
        if self._concerns_listeners(changed):
            self._listeners.tell(result)
            self._wake_streams()
        self._tell_cache("observer_result_updated")

    def _wake_streams(self) -> None:
        if self._streams:
            for stream in tuple(self._streams):
                stream.wake()

    def _concerns_listeners(self, changed: set[str]) -> bool:
        wanted = self.options.notify_on_change
        wanted = wanted() if callable(wanted) else wanted
        if wanted is None or wanted == "all":
            return True
        extra = {"error"} if self.options.throw_on_error else set[str]()
        return not changed.isdisjoint({*wanted, *extra})

    def _tell_cache(self, kind: QueryEventType) -> None:
        if self.client.query_cache.has_listeners:
            self.client.query_cache.tell(QueryCacheEvent(kind, self.query, observer=self))

    def _build_result(self, state: QueryState) -> QueryResult[T]:
        return QueryResult(**self._fields(state, self._shown.of(self.query, self.options)))

    def _fields(self, state: QueryState, shown: Shown) -> dict[str, Any]:
        return result_fields(self, state, shown, joined=self._joined)


def _ignore(_: object) -> None:
    pass
