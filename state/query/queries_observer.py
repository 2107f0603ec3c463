"""One screen's view of several queries at once, as one list or one combined value.

Start reading at ``QueriesObserver.set_queries``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from state.query.keys import KeyHash
from state.query.notifier import Listeners
from state.query.options import QueryOptions
from state.query.query_observer import QueryObserver
from state.query.query_result import QueryResult
from state.query.sentinels import MISSING
from state.query.session_signals import SessionSignals
from state.query.structural_sharing import share

if TYPE_CHECKING:
    from state.query.query_client import QueryClient


class QueriesObserver:
    """Watches a list of queries. ``result`` is the list of their results, in order, or what *combine* makes of it."""

    def __init__(
        self,
        client: QueryClient,
        queries: Sequence[QueryOptions[Any]],
        *,
        combine: Callable[[list[QueryResult[Any]]], Any] | None = None,
        session: SessionSignals | None = None,
    ) -> None:
        self._client = client
        self._session = session
        self._combine = combine
        self._listeners: Listeners[Any] = Listeners(client.notifier)
        self._observers: list[QueryObserver[Any]] = [QueryObserver(client, options, session) for options in queries]
        self._leave: dict[QueryObserver[Any], Callable[[], None]] = {}
        self._is_due = False
        self._is_held = False
        self._unheard: Any = MISSING
        self._combined: Any = MISSING
        self._combined_of: tuple[object, list[QueryResult[Any]]] | None = None
        self._told: Any = MISSING

    @property
    def observers(self) -> tuple[QueryObserver[Any], ...]:
        """The observer of each position."""
        return tuple(self._observers)

    @property
    def results(self) -> list[QueryResult[Any]]:
        """The result of each position, whatever *combine* says."""
        return [observer.result for observer in self._observers]

    @property
    def result(self) -> Any:
        """What to show now; the same object as long as nothing changed."""
        results = self.results
        known = self._combined_of
        if known is None or known[0] is not self._combine or not _same(known[1], results):
            value = self._combine(results) if self._combine else results
            self._combined = value if self._combine is None else share(self._combined, value)
            self._combined_of = (self._combine, results)
        return self._combined

    def subscribe(self, listener: Callable[[Any], object] | None = None) -> Callable[[], None]:
        """Call *listener* with every new value, once a batch; return the function that takes it out again."""
        leave_listeners = self._listeners.add(listener or (lambda _: None))
        was_held, self._is_held = self._is_held, False
        if self._unheard is self._told:
            self._listeners.tell(self._told)
        self._unheard = None
        if not was_held:
            self._mount()

        def leave() -> None:
            leave_listeners()
            if not len(self._listeners) and not self._is_held:
                self._unmount()

        return leave

    def set_queries(
        self,
        queries: Sequence[QueryOptions[Any]],
        *,
        combine: Callable[[list[QueryResult[Any]]], Any] | None = None,
    ) -> None:
        """Watch these queries now; observers of keys that stay are used again, wherever they stand."""
        self._combine = combine
        is_mounted = bool(self._leave)
        with self._client.notifier:
            free: dict[KeyHash, list[QueryObserver[Any]]] = {}
            for observer in self._observers:
                free.setdefault(observer.options.identity, []).append(observer)
            self._observers = [self._observer_of(options, free) for options in queries]
            if is_mounted or self._is_held:
                self._mount()
            for gone in [observer for observer in self._leave if observer not in self._observers]:
                self._leave.pop(gone)()
            self._changed()

    async def refetch(self) -> list[QueryResult[Any]]:
        """Fetch every one now; return the results."""
        return [await observer.refetch() for observer in self._observers]

    async def __aenter__(self) -> QueriesObserver:
        before, self._is_held = self.result, True
        self._mount()
        self._unheard = self._told if self._told is not before else None
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_held = False
        self._listeners.clear()
        self._unmount()

    def _observer_of(self, options: QueryOptions[Any], free: dict[KeyHash, list[QueryObserver[Any]]]) -> QueryObserver[Any]:
        waiting = free.get(options.identity)
        if not waiting:
            return QueryObserver(self._client, options, self._session)
        observer = waiting.pop(0)
        observer.set_options(options)
        return observer

    def _mount(self) -> None:
        with self._client.notifier:
            for observer in self._observers:
                if observer not in self._leave:
                    self._leave[observer] = observer.subscribe(lambda _: self._changed())
            self._told = self.result if self._told is MISSING else self._told

    def _unmount(self) -> None:
        with self._client.notifier:
            for leave in self._leave.values():
                leave()
            self._leave.clear()

    def _changed(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._client.notifier.schedule(self._tell)

    def _tell(self) -> None:
        self._is_due = False
        value = self.result
        if value is self._told:
            return
        self._told = value
        self._listeners.tell(value)


def _same(one: list[QueryResult[Any]], other: list[QueryResult[Any]]) -> bool:
    return len(one) == len(other) and all(mine is theirs for mine, theirs in zip(one, other, strict=True))
