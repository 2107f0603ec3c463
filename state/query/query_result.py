"""What an observer shows: one immutable picture of a query, seen with one set of options.

A result is replaced, never changed; two equal moments may share one object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from state.query.sentinels import MISSING, Missing

T = TypeVar("T")

QueryStatus: TypeAlias = Literal["pending", "success", "error"]
FetchStatus: TypeAlias = Literal["idle", "fetching", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult(Generic[T]):
    """A query as its observer sees it now.

    Attributes:
        data: What is shown (selected, or a placeholder); MISSING while there is nothing to show.
        error: The last error, or None. Data may stand beside it: a failed background fetch keeps the old data.
        status: Whether there is data ("success"), none yet ("pending"), or the last fetch failed ("error").
        fetch_status: Whether a fetch runs ("fetching"), waits for the source or the tab ("paused"), or neither ("idle").
        is_loading: The first fetch is running: pending and fetching.
        is_refetching: A fetch runs over data that is there already.
        is_loading_error: It failed before there was any data.
        is_refetch_error: It failed, and the data of an earlier fetch is still shown.
        is_stale: The next trigger (mount, focus, reconnect) would fetch.
        is_placeholder_data: The data is no real data of this key.
        is_fetched: A fetch ended, well or badly, at any time.
        is_fetched_after_mount: A fetch ended since this observer joined the query.
        data_updated_at: Unix time of the data, in seconds; 0.0 if never.
        error_updated_at: Unix time of the last error, in seconds; 0.0 if never.
        failure_count: Failed attempts of the running (or last failed) fetch; 0 after a success.
        failure_reason: The last failed attempt's error; None after a success.
    """

    data: T | Missing
    error: BaseException | None
    status: QueryStatus
    fetch_status: FetchStatus
    is_pending: bool
    is_loading: bool
    is_fetching: bool
    is_refetching: bool
    is_success: bool
    is_error: bool
    is_loading_error: bool
    is_refetch_error: bool
    is_stale: bool
    is_placeholder_data: bool
    is_paused: bool
    is_fetched: bool
    is_fetched_after_mount: bool
    is_enabled: bool
    data_updated_at: float
    error_updated_at: float
    failure_count: int
    failure_reason: BaseException | None

    @property
    def has_data(self) -> bool:
        """Whether there is something to show; ``None`` is something."""
        return self.data is not MISSING


RESULT_FIELDS: tuple[str, ...] = tuple(QueryResult.__dataclass_fields__)


def changed_fields(before: QueryResult[Any], after: QueryResult[Any]) -> set[str]:
    """Return the names of the fields that differ; data and errors are compared by identity."""
    names = type(after).__dataclass_fields__
    return {name for name in names if _differs(name, getattr(before, name), getattr(after, name))}


def _differs(name: str, before: object, after: object) -> bool:
    # Structural sharing has already given equal data one identity; == on big data would cost again.
    return before is not after if name == "data" else before is not after and before != after
