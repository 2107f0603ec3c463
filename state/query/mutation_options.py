"""What a mutation is told: its function, its callbacks, and with which others it may not run at the same time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Final, Generic, TypeVar

from state.query.keys import QueryKey, check_key
from state.query.options import NetworkMode
from state.query.sentinels import UNSET

V = TypeVar("V")
T = TypeVar("T")


@dataclass(frozen=True)
class MutationOptions(Generic[V, T]):
    """Everything that is said about one kind of write. All durations are seconds.

    Callbacks may be plain or async functions; each is awaited before the next one runs.

    Attributes:
        fn: ``async def fn(variables) -> data``.
        key: A tuple to find the mutation by, or None.
        scope: Mutations with the same scope run one after the other.
        on_mutate: ``(variables) -> context``, before the function; what it returns reaches the other callbacks.
        on_success: ``(data, variables, context)``.
        on_error: ``(error, variables, context)``.
        on_settled: ``(data, error, variables, context)``, after either; data is None on failure.
        retry: As for queries; 0 unless given.
        retry_delay: As for queries.
        retry_jitter: As for queries.
        network_mode: As for queries: "online" waits while the source is offline.
        gc_time: How long a settled mutation nobody observes stays listed.
        meta: Anything.
    """

    fn: Callable[[V], Awaitable[T]] | None = None
    _: KW_ONLY
    key: QueryKey | None = None
    scope: Hashable | None = None
    on_mutate: Callable[[V], Any] | None = None
    on_success: Callable[[T, V, Any], Any] | None = None
    on_error: Callable[[BaseException, V, Any], Any] | None = None
    on_settled: Callable[[T | None, BaseException | None, V, Any], Any] | None = None
    retry: bool | int | Callable[[int, BaseException], bool] | None = None
    retry_delay: float | Callable[[int, BaseException], float] | None = None
    retry_jitter: bool = UNSET
    network_mode: NetworkMode = UNSET
    gc_time: float = UNSET
    meta: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.key is not None and type(self.key) is not tuple:
            object.__setattr__(self, "key", check_key(self.key))


MUTATION_BUILT_IN: Final[Mapping[str, Any]] = {
    "retry": 0,
    "retry_jitter": True,
    "network_mode": "online",
    "gc_time": 300.0,
}
