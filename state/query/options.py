"""What a query is told: its key, its function, how fresh, how long kept, and what its observers want.

Start reading at ``QueryOptions``. An option that was not given is UNSET until the client fills it in: what the call
gives beats what ``set_query_defaults`` gives for its key, which beats ``DefaultOptions``, which beats ``BUILT_IN``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

from state.query.errors import InvalidOptionError
from state.query.keys import KeyHash, QueryKey, check_key, scoped_hash
from state.query.sentinels import MISSING, UNSET, Missing, Skip, Static

if TYPE_CHECKING:
    from state.query.query import Query
    from state.query.query_context import QueryContext

T = TypeVar("T")

QueryFn: TypeAlias = "Callable[[QueryContext], Awaitable[T]]"
Tags: TypeAlias = Iterable[Hashable]
StaleTime: TypeAlias = "float | Static"
NetworkMode: TypeAlias = Literal["online", "always", "offline_first"]
RefetchOn: TypeAlias = "bool | Literal['always']"


@dataclass(frozen=True)
class QueryOptions(Generic[T]):
    """Everything one call or one observer says about a query. All durations are seconds.

    Attributes:
        key: The identity, a tuple; see ``keys``.
        fn: ``async def fn(ctx) -> data``, or SKIP; may be left to the defaults of the key.
        stale_time: How long data counts as fresh; STATIC is for ever, ``inf`` until invalidated. Or a function of the query.
        gc_time: How long an entry nobody observes is kept; the longest ever asked for counts.
        retry: Retries after a failure: a number, True (without end), False, or ``(failure_count, error) -> bool``.
            Not given: 3 for observers, 0 for imperative calls.
        retry_delay: Pause before a retry, or ``(failure_count, error) -> seconds``. Not given: 1, 2, 4 … 30.
        retry_jitter: Spread the default pauses over 0 … delay, so that many failed clients do not return at once.
        network_mode: "online" waits while the source is offline, "always" never waits, "offline_first" tries once, then waits.
        initial_data: Data (or a function giving it) for an entry that has none; counts as fetched.
        initial_data_updated_at: Its age as Unix time, or a function giving it; not given: now.
        structural_sharing: Keep the identity of what did not change; or ``(old, new) -> data``.
        meta: Anything; the query function sees it as ``ctx.meta``.
        tags: What the data is about, as tuples ``("users",)`` or ``("users", id)``; or a function of the data.
        scope: Who may see it: the entry is invisible to every other scope.
        timeout: How long one imperative caller waits; the fetch itself goes on.
        stale_if_error: How long past its freshness old data may answer an imperative call whose fetch failed or timed out.
        negative_ttl: How long an error answers imperative calls without another run.
        persister: Where the entry is kept between processes; its presence makes "offline_first" the network mode.
        enabled: Whether observers may fetch; or a function of the query.
        select: ``data -> shown data``; the cache keeps the raw data.
        placeholder_data: Shown while there is none, never cached; or ``(previous_data, previous_query) -> data``.
        refetch_interval: Poll every so many seconds; or a function of the query; 0, False and None mean no polling.
        refetch_interval_in_background: Go on polling while the session's tab is hidden.
        refetch_on_mount: Fetch stale data when an observer joins; "always" also fresh data.
        refetch_on_focus: The same when the session's tab is looked at again.
        refetch_on_reconnect: The same when the session or the source is online again.
        retry_on_mount: Whether joining a failed query fetches it.
        notify_on_change: Names of the result fields that matter to the listeners ("all" or None: every one), or a function.
        throw_on_error: Whether the observer's ``refetch()`` raises instead of returning the error in the result.
    """

    key: QueryKey
    fn: QueryFn[T] | Skip | None = None
    _: KW_ONLY
    stale_time: StaleTime | Callable[[Query], StaleTime] = UNSET
    gc_time: float = UNSET
    retry: bool | int | Callable[[int, BaseException], bool] | None = None
    retry_delay: float | Callable[[int, BaseException], float] | None = None
    retry_jitter: bool = UNSET
    network_mode: NetworkMode = UNSET
    initial_data: T | Callable[[], T | Missing] | Missing = MISSING
    initial_data_updated_at: float | Callable[[], float] | None = None
    structural_sharing: bool | Callable[[Any, Any], Any] = UNSET
    meta: Mapping[str, Any] | None = None
    tags: Tags | Callable[[T], Tags] = UNSET
    scope: Hashable | None = None
    timeout: float | None = None
    stale_if_error: float = UNSET
    negative_ttl: float = UNSET
    persister: Any | None = None

    enabled: bool | Callable[[Query], bool] = UNSET
    select: Callable[[Any], Any] | None = None
    placeholder_data: Any = MISSING
    refetch_interval: float | Callable[[Query], float | None] | None = None
    refetch_interval_in_background: bool = UNSET
    refetch_on_mount: RefetchOn | Callable[[Query], RefetchOn] = UNSET
    refetch_on_focus: RefetchOn | Callable[[Query], RefetchOn] = UNSET
    refetch_on_reconnect: RefetchOn | Callable[[Query], RefetchOn] = UNSET
    retry_on_mount: bool = UNSET
    notify_on_change: Iterable[str] | Callable[[], Iterable[str]] | None = None
    throw_on_error: bool = UNSET

    def __post_init__(self) -> None:
        if type(self.key) is not tuple:
            object.__setattr__(self, "key", check_key(self.key))
        if self.enabled is not UNSET and not isinstance(self.enabled, bool) and not callable(self.enabled):
            raise InvalidOptionError(f"enabled is True, False or a function of the query, not {self.enabled!r}.")

    @cached_property
    def identity(self) -> KeyHash:
        """The identity of the entry: key and scope. Computed once per options object."""
        return scoped_hash(self.key, self.scope)


BUILT_IN: Final[Mapping[str, Any]] = {
    "stale_time": 0.0,
    "gc_time": 300.0,
    "retry_jitter": True,
    "structural_sharing": True,
    "tags": (),
    "stale_if_error": 0.0,
    "negative_ttl": 0.0,
    "enabled": True,
    "refetch_interval_in_background": False,
    "refetch_on_mount": True,
    "refetch_on_focus": True,
    "retry_on_mount": True,
    "throw_on_error": False,
}


def keep_previous_data(previous_data: Any, previous_query: object) -> Any:  # noqa: ARG001 - called with both
    """Return the data shown before: a ``placeholder_data`` that keeps the old page while the next one loads."""
    return previous_data


def is_same(one: QueryOptions[Any], other: QueryOptions[Any]) -> bool:
    """Return whether the two say the same; functions are the same only if they are one object."""
    return one.identity == other.identity and all(
        mine is theirs or mine == theirs
        for name in type(one).__dataclass_fields__
        if name not in {"key", "_"}
        for mine, theirs in ((getattr(one, name), getattr(other, name)),)
    )
