"""One screen's view of one kind of write: call it, and see how the latest call stands.

Made by ``client.mutation``. Start reading at ``MutationObserver.mutate``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from state.query.errors import ClientClosedError
from state.query.flight import await_if_needed
from state.query.keys import hash_key
from state.query.mutation import Mutation
from state.query.mutation_options import MutationOptions
from state.query.mutation_state import MutationState, MutationStatus
from state.query.notifier import Listeners, report

if TYPE_CHECKING:
    from state.query.query_client import QueryClient

V = TypeVar("V")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class MutationResult(Generic[V, T]):
    """The latest call as its observer sees it now; fields as in ``MutationState``."""

    data: T | None
    error: BaseException | None
    variables: V | None
    context: Any
    status: MutationStatus
    is_idle: bool
    is_pending: bool
    is_success: bool
    is_error: bool
    is_paused: bool
    failure_count: int
    failure_reason: BaseException | None
    submitted_at: float


class MutationObserver(Generic[V, T]):
    """Calls a mutation and follows the latest call."""

    def __init__(self, client: QueryClient, options: MutationOptions[V, T]) -> None:
        self._client = client
        self.options: MutationOptions[V, T] = client.resolve_mutation(options)
        self._mutation: Mutation | None = None
        self._listeners: Listeners[MutationResult[V, T]] = Listeners(client.notifier)
        self._result: MutationResult[V, T] = _result_of(MutationState())

    @property
    def result(self) -> MutationResult[V, T]:
        """How the latest call stands; idle before the first one and after ``reset``."""
        return self._result

    def subscribe(self, listener: Callable[[MutationResult[V, T]], object] | None = None) -> Callable[[], None]:
        """Call *listener* with every new result; return the function that takes it out again."""
        leave_listeners = self._listeners.add(listener or (lambda _: None))
        if self._mutation is not None:
            self._mutation.add_observer(self)

        def leave() -> None:
            leave_listeners()
            if not len(self._listeners) and self._mutation is not None and self._mutation.is_settled:
                self._mutation.remove_observer(self)

        return leave

    async def mutate(
        self,
        variables: V = None,  # type: ignore[assignment]
        *,
        on_success: Callable[[T, V, Any], Any] | None = None,
        on_error: Callable[[BaseException, V, Any], Any] | None = None,
        on_settled: Callable[[T | None, BaseException | None, V, Any], Any] | None = None,
    ) -> T:
        """Run the mutation with *variables*; return what its function returned.

        The callbacks given here run after those of the options, only while somebody listens and no later call was made.

        Raises:
            Exception: what the function raised. A caller that goes away does not stop the mutation.
        """
        self._client.check()
        self._detach()
        mutation = self._mutation = self._client.mutation_cache.build(self.options)
        mutation.add_observer(self)
        task = self._client.spawn_in_context(mutation.run(variables))
        try:
            data = await asyncio.shield(task)
        except Exception as error:
            await self._call(mutation, on_error, error, variables, mutation.state.context)
            await self._call(mutation, on_settled, None, error, variables, mutation.state.context)
            raise
        except asyncio.CancelledError:
            if task.cancelled() and self._client.is_closed:
                raise ClientClosedError("The query client was closed while the mutation ran.") from None
            raise
        await self._call(mutation, on_success, data, variables, mutation.state.context)
        await self._call(mutation, on_settled, data, None, variables, mutation.state.context)
        return data

    def set_options(self, options: MutationOptions[V, T]) -> None:
        """Use other *options*, also for a call that is pending; another key makes the observer idle again."""
        before, self.options = self.options, self._client.resolve_mutation(options)
        if before.key is not None and hash_key(before.key) != (hash_key(self.options.key) if self.options.key else ()):
            self.reset()
        elif self._mutation is not None and not self._mutation.is_settled:
            self._mutation.options = self.options

    def reset(self) -> None:
        """Be idle again; a call under way runs on."""
        self._detach()
        self._set_result(MutationState())

    def on_mutation_update(self) -> None:
        """Hear that the state of the call changed."""
        if self._mutation is not None:
            self._set_result(self._mutation.state)
            if self._mutation.is_settled and not len(self._listeners):
                self._mutation.remove_observer(self)  # nobody looks: it may be dropped in time

    def _set_result(self, state: MutationState) -> None:
        result: MutationResult[V, T] = _result_of(state)
        if result != self._result:
            self._result = result
            self._listeners.tell(result)

    def _detach(self) -> None:
        mutation, self._mutation = self._mutation, None
        if mutation is not None:
            mutation.remove_observer(self)

    async def _call(self, mutation: Mutation, callback: Callable[..., Any] | None, *args: Any) -> None:
        if callback is None or self._mutation is not mutation or not len(self._listeners):
            return
        try:
            await await_if_needed(callback(*args))
        except Exception as error:  # noqa: BLE001 - the result of the mutation stands
            report(error, message=f"A mutation callback failed: {callback!r}")


def _result_of(state: MutationState) -> MutationResult[Any, Any]:
    return MutationResult(
        data=state.data,
        error=state.error,
        variables=state.variables,
        context=state.context,
        status=state.status,
        is_idle=state.status == "idle",
        is_pending=state.status == "pending",
        is_success=state.status == "success",
        is_error=state.status == "error",
        is_paused=state.is_paused,
        failure_count=state.failure_count,
        failure_reason=state.failure_reason,
        submitted_at=state.submitted_at,
    )
