"""One write: its function, its callbacks in order, and its turn among those of its scope.

It belongs to the client: a caller that goes away does not stop a write half way. Start reading at ``Mutation.run``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from state.query.cache_events import MutationCacheEvent
from state.query.errors import MissingQueryFnError
from state.query.flight import await_if_needed
from state.query.mutation_options import MutationOptions
from state.query.mutation_state import (
    ContextGiven,
    MutationAction,
    MutationAttemptFailed,
    MutationContinued,
    MutationFailed,
    MutationPaused,
    MutationState,
    MutationSubmitted,
    MutationSucceeded,
    reduce_mutation,
)
from state.query.notifier import report
from state.query.retryer import Retryer, RetryHost, RetryPolicy

if TYPE_CHECKING:
    from state.query.mutation_observer import MutationObserver
    from state.query.query_client import QueryClient


class Mutation(RetryHost):
    """A call of a mutation function.

    Attributes:
        options: Its options, all filled in; an observer may replace them while it is pending.
        state: What is known; replaced on every change.
        observers: Who looks.
    """

    __slots__ = ("_client", "_retryer", "observers", "options", "state")

    def __init__(self, client: QueryClient, options: MutationOptions[Any, Any]) -> None:
        self._client = client
        self.options = options
        self.state = MutationState()
        self.observers: dict[MutationObserver[Any, Any], None] = {}
        policy = RetryPolicy(
            retry=0 if options.retry is None else options.retry,
            delay=options.retry_delay,
            jitter=options.retry_jitter,
            network_mode=options.network_mode,
        )
        self._retryer = Retryer(self._attempt, policy, host=self, clock=client.clock)

    @property
    def is_settled(self) -> bool:
        """Whether it has ended."""
        return self.state.status in {"success", "error"}

    async def run(self, variables: Any) -> Any:
        """Return what the function returned, after the callbacks.

        Raises:
            Exception: what the function or ``on_mutate`` raised.
        """
        cache = self._client.mutation_cache
        is_first = cache.take_turn(self)
        try:
            is_paused = not is_first or not self._retryer.can_start
            self._dispatch(MutationSubmitted(variables, self._client.clock.now(), is_paused))
            await cache.wait_for_turn(self)
            if not is_first and self._retryer.can_start:
                self._dispatch(MutationContinued())
            return await self._run_callbacks(variables)
        finally:
            cache.give_turn_away(self)
            self.plan_gc()

    def wake(self) -> None:
        """Look again whether a paused run may continue."""
        self._retryer.wake()

    def add_observer(self, observer: MutationObserver[Any, Any]) -> None:
        """Let *observer* hear of every change."""
        self.observers[observer] = None

    def remove_observer(self, observer: MutationObserver[Any, Any]) -> None:
        """Let *observer* go; a settled mutation nobody looks at is dropped in time."""
        self.observers.pop(observer, None)
        self.plan_gc()

    def plan_gc(self) -> None:
        """Drop it ``gc_time`` from now if it has settled and nobody looks then."""
        if self.observers or not self.is_settled or self.options.gc_time == float("inf"):
            return
        at = self._client.clock.now() + self.options.gc_time
        self._client.deadlines.plan(at, self._collect)

    def _collect(self) -> None:
        if not self.observers:
            self._client.mutation_cache.remove(self)

    async def _run_callbacks(self, variables: Any) -> Any:
        try:
            if self.options.on_mutate is not None:
                context = await await_if_needed(self.options.on_mutate(variables))
                self._dispatch(ContextGiven(context))
            data = await self._retryer.run()
            await self._call(self.options.on_success, data, variables, self.state.context)
            await self._call(self.options.on_settled, data, None, variables, self.state.context)
        except Exception as error:
            await self._call_reporting(self.options.on_error, error, variables, self.state.context)
            await self._call_reporting(self.options.on_settled, None, error, variables, self.state.context)
            self._dispatch(MutationFailed(error))
            raise
        self._dispatch(MutationSucceeded(data))
        return data

    async def _attempt(self) -> Any:
        if self.options.fn is None:
            raise MissingQueryFnError("The mutation has no function: give one in its options.")
        return await await_if_needed(self.options.fn(self.state.variables))

    async def _call(self, callback: Callable[..., Any] | None, *args: Any) -> None:
        if callback is not None:
            await await_if_needed(callback(*args))

    async def _call_reporting(self, callback: Callable[..., Any] | None, *args: Any) -> None:
        try:
            await self._call(callback, *args)
        except Exception as error:  # noqa: BLE001 - must not replace the error of the mutation itself
            report(error, message=f"A mutation callback failed: {callback!r}")

    def _dispatch(self, action: MutationAction) -> None:
        self.state = reduce_mutation(self.state, action)
        with self._client.notifier:
            for observer in tuple(self.observers):
                observer.on_mutation_update()
            self._client.mutation_cache.tell(MutationCacheEvent("updated", self, action=action))

    def is_online(self) -> bool:
        """Return whether the source is reachable."""
        return self._client.is_source_online

    def on_failure(self, count: int, error: BaseException) -> None:
        """Show the failed attempt."""
        self._dispatch(MutationAttemptFailed(count, error))

    def on_pause(self) -> None:
        """Show that it waits."""
        self._dispatch(MutationPaused())

    def on_continue(self) -> None:
        """Show that it runs again."""
        self._dispatch(MutationContinued())
