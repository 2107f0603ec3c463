"""Turns the facts of a query and the opinions of an observer into the fields of a result. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from state.query.query_state import QueryState
from state.query.sentinels import MISSING
from state.query.shown_data import Shown

if TYPE_CHECKING:
    from state.query.query_observer import QueryObserver


def result_fields(observer: QueryObserver[Any], state: QueryState, shown: Shown, *, joined: QueryState) -> dict[str, Any]:
    """Return the fields of ``QueryResult``; *joined* is the state the query had when the observer came to it."""
    status = "error" if shown.select_error else "success" if shown.is_placeholder else state.status
    is_enabled = observer.is_enabled
    return {
        "data": shown.data,
        "error": shown.select_error or state.error,
        "fetch_status": state.fetch_status,
        "is_paused": state.fetch_status == "paused",
        "is_stale": is_enabled and observer.query.is_stale_by(observer.stale_time),
        "is_placeholder_data": shown.is_placeholder,
        "is_fetched": state.data_update_count + state.error_update_count > 0,
        "is_fetched_after_mount": state.data_update_count > joined.data_update_count
        or state.error_update_count > joined.error_update_count,
        "is_enabled": is_enabled,
        "data_updated_at": state.data_updated_at,
        "error_updated_at": state.error_updated_at,
        "failure_count": state.failure_count,
        "failure_reason": state.failure_reason,
        **_flags(status, is_fetching=state.fetch_status == "fetching", has_data=shown.data is not MISSING),
    }


def _flags(status: str, *, is_fetching: bool, has_data: bool) -> dict[str, Any]:
    is_pending, is_error = status == "pending", status == "error"
    return {
        "status": status,
        "is_pending": is_pending,
        "is_success": status == "success",
        "is_error": is_error,
        "is_fetching": is_fetching,
        "is_loading": is_fetching and is_pending,
        "is_refetching": is_fetching and not is_pending,
        "is_loading_error": is_error and not has_data,
        "is_refetch_error": is_error and has_data,
    }
