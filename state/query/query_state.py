"""What a query knows, and the only function that changes it.

Pure: no clock, no I/O, no listeners. Start reading at ``QueryState``, then ``reduce``.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any, TypeAlias

from state.query.query_result import FetchStatus, QueryStatus
from state.query.sentinels import MISSING


@dataclass(frozen=True, slots=True)
class QueryState:
    """One cache entry at one moment.

    Attributes:
        data: What the fetch returned (with optimistic layers over it); MISSING until the first success.
        data_updated_at: Unix time of the data, in seconds; 0.0 if never.
        data_update_count: Successes and writes so far. Initial data does not count.
        error: The last error; None after a success.
        error_updated_at: Unix time of the last error, in seconds; 0.0 if never.
        error_update_count: Failed fetches so far.
        failure_count: Failed attempts of the running or last fetch. Starts at 0.
        failure_reason: The last failed attempt's error.
        fetch_direction: Which page the running (or last) fetch asks for: None for all of it.
        is_invalidated: Somebody said the data is out of date.
    """

    data: Any = MISSING
    data_updated_at: float = 0.0
    data_update_count: int = 0
    error: BaseException | None = None
    error_updated_at: float = 0.0
    error_update_count: int = 0
    failure_count: int = 0
    failure_reason: BaseException | None = None
    fetch_direction: str | None = None
    is_invalidated: bool = False
    status: QueryStatus = "pending"
    fetch_status: FetchStatus = "idle"


@dataclass(frozen=True, slots=True)
class FetchStarted:
    """A fetch began, or waits for the source (*is_paused*)."""

    is_paused: bool = False
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """An attempt failed and will be repeated."""

    count: int
    reason: BaseException


@dataclass(frozen=True, slots=True)
class FetchPaused:
    """The fetch waits for the source or the tab."""


@dataclass(frozen=True, slots=True)
class FetchContinued:
    """The fetch no longer waits."""


@dataclass(frozen=True, slots=True)
class FetchSucceeded:
    """A fetch ended with *data*; *is_outdated* if it was invalidated on the way."""

    data: Any
    at: float
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """A fetch ended for good with *error*."""

    error: BaseException
    at: float


@dataclass(frozen=True, slots=True)
class FetchDropped:
    """A fetch ended without a say: cancelled (back to *before*), or overtaken by a write."""

    before: QueryState


@dataclass(frozen=True, slots=True)
class DataWritten:
    """Somebody wrote *data* by hand."""

    data: Any
    at: float


@dataclass(frozen=True, slots=True)
class DataLayered:
    """Optimistic layers came or went: other data is shown, nothing else is known."""

    data: Any


@dataclass(frozen=True, slots=True)
class InitialDataGiven:
    """An entry without data got initial data from a later caller."""

    data: Any
    at: float


@dataclass(frozen=True, slots=True)
class Invalidated:
    """The data may be out of date."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Back to *state*."""

    state: QueryState


Action: TypeAlias = (
    FetchStarted
    | AttemptFailed
    | FetchPaused
    | FetchContinued
    | FetchSucceeded
    | FetchFailed
    | FetchDropped
    | DataWritten
    | DataLayered
    | InitialDataGiven
    | Invalidated
    | Reset
)


def initial_state(data: Any, updated_at: float) -> QueryState:
    """Return the state of a new entry; with *data* (not MISSING) it is a success already."""
    return QueryState() if data is MISSING else QueryState(data=data, data_updated_at=updated_at, status="success")


def reduce(state: QueryState, action: Action) -> QueryState:
    """Return the state after *action*; *state* itself is never changed, and comes back if nothing changes."""
    match action:
        case FetchSucceeded() | DataWritten():
            return _with_data(state, action)
        case FetchFailed(error, at):
            return _failed(state, error, at)
        case FetchStarted():
            return _started(state, action)
        case FetchDropped(before):
            return _dropped(state, before)
        case AttemptFailed(count, reason):
            return changed(state, failure_count=count, failure_reason=reason)
        case FetchPaused():
            return changed(state, fetch_status="paused")
        case FetchContinued():
            return changed(state, fetch_status="fetching")
        case DataLayered(data):
            return changed(state, data=data)
        case InitialDataGiven(data, at):
            return changed(state, data=data, data_updated_at=at, status="success", error=None)
        case Invalidated():
            return state if state.is_invalidated else changed(state, is_invalidated=True)
        case Reset(target):
            return target


def _with_data(state: QueryState, action: FetchSucceeded | DataWritten) -> QueryState:
    is_fetch = isinstance(action, FetchSucceeded)
    return changed(
        state,
        data=action.data,
        data_updated_at=action.at,
        data_update_count=state.data_update_count + 1,
        error=None,
        # A write leaves the running fetch alone: its own end, or its trailing fetch, settles these.
        failure_count=0 if is_fetch else state.failure_count,
        failure_reason=None if is_fetch else state.failure_reason,
        is_invalidated=isinstance(action, FetchSucceeded) and action.is_outdated,
        status="success",
        fetch_status="idle" if is_fetch else state.fetch_status,
    )


def _failed(state: QueryState, error: BaseException, at: float) -> QueryState:
    return changed(
        state,
        error=error,
        error_updated_at=at,
        error_update_count=state.error_update_count + 1,
        failure_count=state.failure_count + 1,
        failure_reason=error,
        # Old data stays readable, so a background error must mark it stale.
        is_invalidated=True,
        status="error",
        fetch_status="idle",
    )


def _started(state: QueryState, action: FetchStarted) -> QueryState:
    has_data = state.data is not MISSING
    return changed(
        state,
        failure_count=0,
        failure_reason=None,
        fetch_direction=action.direction,
        error=state.error if has_data else None,
        status=state.status if has_data else "pending",
        fetch_status="paused" if action.is_paused else "fetching",
    )


def _dropped(state: QueryState, before: QueryState) -> QueryState:
    if state.data_update_count != before.data_update_count or state.status == "success":
        return changed(state, fetch_status="idle", failure_count=0, failure_reason=None)
    return changed(
        state,
        error=before.error,
        status=before.status,
        failure_count=before.failure_count,
        failure_reason=before.failure_reason,
        fetch_status="idle",
    )
