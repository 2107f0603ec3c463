"""Between the engine and the States: who shows what, what a State sees of it, and what is sent. One per worker.

Start at ``Binding.claim`` (a boundary appears), then ``read`` (a delta is built) and ``follow`` (a key may have changed).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import reflex as rx

from data.errors import AppError
from state.binding import reflex_internals as internals
from state.binding.delivery import Delivery
from state.binding.query_ref import QueryView
from state.binding.sessions import MountedQuery, QueryName, Session
from state.binding.wire import BLANK_MUTATION, BLANK_QUERY, MutationMeta, Problem, Problems, QueryMeta, WireCache, query_meta
from state.query import MISSING, InfiniteQueryObserver, InfiniteQueryOptions, QueryClient, QueryObserver, QueryResult

if TYPE_CHECKING:
    from state.binding.query_state import QueryState

_NEVER = object()
logger = logging.getLogger(__name__)


class Binding:
    """Which session shows which query.

    Attributes:
        grace: Seconds that a lost connection may take to come back before its observers are released.
    """

    grace = 5.0

    def __init__(self, client: QueryClient) -> None:
        self.client = client
        self.sessions: dict[str, Session] = {}
        self.delivery: Delivery | None = None
        self._problems, self._wire = Problems(), WireCache()
        self._tasks: set[asyncio.Task[None]] = set()

    # what a State sees

    def mounted(self, state: Any, name: str) -> MountedQuery | None:
        """The query of this tab, if one of its boundaries shows it."""
        session = self.sessions.get(internals.client_token(state))
        return session.queries.get((state.__class__, name)) if session else None

    def readable(self, state: Any, name: str) -> MountedQuery | None:
        """The same, for reading: nothing once the session that it was mounted in is over, whoever asks and however."""
        principal: Any = getattr(state, "principal", _NEVER)
        if principal is _NEVER or (principal is not None and not principal.is_expired(self.client.clock.now())):
            return self.mounted(state, name)
        mounted = self.mounted(state, name)
        return mounted if mounted and mounted.observer is None else None

    def view(self, state: Any, name: str) -> QueryView[Any]:
        """The query's result for a handler."""
        mounted = self.readable(state, name)
        if mounted is None or mounted.observer is None:
            return QueryView(error=mounted.problem if mounted else Problem())
        result = mounted.observer.result
        meta = {**query_meta(result, self._problems), "error": self._problems.of(result.error)}
        return QueryView(**meta, data=None if result.data is MISSING else result.data)

    def read(self, state: QueryState, name: str, part: str) -> Any:
        """The value of a wire var, for the delta that is being built."""
        if name in state.mutations:
            session = self.sessions.get(internals.client_token(state))
            return (session and session.mutations.get((state.__class__, name))) or dict(BLANK_MUTATION)
        mounted = self.readable(state, name)
        if part == "meta":
            return self._meta(mounted)
        query = state.queries[name]
        if mounted is None or mounted.observer is None or mounted.observer.result.data is MISSING:
            return query.blank
        return self._wire.of(mounted.observer.result.data, query.adapter)

    def _meta(self, mounted: MountedQuery | None) -> dict[str, Any]:
        if mounted is None:
            return dict(BLANK_QUERY)
        if mounted.observer is None:
            return asdict(QueryMeta(status="error", error=mounted.problem))
        return query_meta(mounted.observer.result, self._problems)

    # what a State sends

    def follow(self, state: QueryState) -> None:
        """Before a delta is built: a query whose dependencies changed moves to its new key."""
        for name, query in state.queries.items():
            if not state.dirty_vars.isdisjoint(query.parts) and (mounted := self.mounted(state, name)):
                self._observe(state, name, mounted)

    def trim(self, state: QueryState, delta: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """After a delta is built: leave out what the browser has, and what none of its boundaries shows."""
        own = delta.get(state.get_full_name(), {})
        for name, query in state.queries.items():
            mounted = self.mounted(state, name)
            for var in query.parts:
                if (value := own.get(internals.wire_name(var), _NEVER)) is _NEVER:
                    continue
                if mounted is None or mounted.has_sent(var, value):
                    del own[internals.wire_name(var)]
                else:
                    mounted.sent[var] = value
        return {name: changes for name, changes in delta.items() if changes}

    def set_mutation(self, state: Any, name: str, meta: MutationMeta) -> None:
        """A mutation of this tab moved on."""
        session = self.sessions.setdefault(internals.client_token(state), Session())
        session.mutations[state.__class__, name] = asdict(meta)
        internals.mark_dirty(state, state.__class__.mutations[name].parts)

    def forget_mutations(self, state: Any) -> None:
        """Another person uses this tab now: what became of the last one's mutations is none of their business."""
        if session := self.sessions.get(internals.client_token(state)):
            session.mutations.clear()

    # claims

    def claim(self, state: QueryState, name: str, boundary: str) -> None:
        """A boundary appeared, or came back after a lost connection."""
        session = self.sessions.setdefault(internals.client_token(state), Session())
        mounted = session.queries.setdefault((state.__class__, name), MountedQuery())
        mounted.claim(boundary, internals.connection_id(state))
        self._observe(state, name, mounted)
        internals.mark_dirty(state, state.queries[name].parts)

    def release(self, token: str, is_lost: Callable[[str, str], bool]) -> None:
        """Drop the claims of a tab that are lost; a tab that claims nothing is forgotten."""
        if session := self.sessions.get(token):
            session.release(is_lost)
            if not session.queries:
                del self.sessions[token]
                if self.delivery:
                    self.delivery.forget(token)

    def release_after_grace(self, token: str, connection: str) -> None:
        """A connection is lost. Unless its claims are made again on another one, they end after the grace period."""

        async def release() -> None:
            await self.client.clock.sleep(self.grace)
            self.release(token, lambda _, claimed_on: claimed_on == connection)

        self.spawn(release())

    def _observe(self, state: QueryState, name: str, mounted: MountedQuery) -> None:
        """Observe what the author's method asks for now; it may also refuse."""
        try:
            options = state.queries[name].fn(state)
        except AppError as refusal:
            mounted.close()
            mounted.observer, mounted.problem = None, Problem.of(refusal)
            return
        if mounted.observer is not None:
            mounted.observer.set_options(options)
            return
        is_infinite = isinstance(options, InfiniteQueryOptions)
        observer = InfiniteQueryObserver(self.client, options) if is_infinite else QueryObserver(self.client, options)
        mounted.close = observer.subscribe(self._teller(internals.client_token(state), (state.__class__, name)))
        mounted.observer, mounted.problem = observer, Problem()

    def _teller(self, token: str, name: QueryName) -> Callable[[QueryResult[Any]], None]:
        def tell(result: QueryResult[Any]) -> None:
            if self.delivery:
                is_background = result.fetch_status == "fetching" and result.data is not MISSING
                self.delivery.touch(token, name, settled=not is_background)

        return tell

    # life

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run *work* beside the event that asked for it; it ends with the binding at the latest."""

        async def run() -> None:
            await work

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("work of the binding ended", exc_info=error)

    @asynccontextmanager
    async def attached(self, app: rx.App) -> AsyncIterator[None]:
        """Deliver to the tabs of *app* while the block runs."""

        async def update(token: str, take: Callable[[], set[QueryName]]) -> None:
            shown = self.sessions[token].queries if token in self.sessions else {}
            if not shown:
                take()
                return
            some_state, _ = next(iter(shown))
            async with internals.session_states(app, token, some_state) as root:
                for cls, name in take():
                    self._mark_changed(await root.get_state(cls), name)

        self.delivery = Delivery(update, backlog=lambda token: internals.backlog(app, token), clock=self.client.clock)
        internals.on_disconnect(app, self.release_after_grace)
        self.spawn(self.delivery.run())
        try:
            yield
        finally:
            await self.close()

    def _mark_changed(self, state: QueryState, name: str) -> None:
        if mounted := self.mounted(state, name):
            values = {var: self.read(state, name, var.rpartition("__")[2]) for var in state.queries[name].parts}
            internals.mark_dirty(state, [var for var, value in values.items() if not mounted.has_sent(var, value)])

    async def close(self) -> None:
        """Release every session and end every task."""
        for token in tuple(self.sessions):
            self.release(token, lambda _boundary, _connection: True)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.delivery = None
