"""The states of a query in the console's words, taken from the query itself."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.states import error_state, partial_error
from components.table import freshness_indicator
from state.binding import QueryRef


def freshness_of(query: QueryRef[Any]) -> rx.Component:
    """Fresh, refetching, stale or failed, and what to do about it."""
    return freshness_indicator(
        is_fetching=query.is_fetching,
        is_stale=query.is_stale,
        is_error=query.is_error,
        updated_at=query.updated_at,
        error_message=query.error.message,
        on_retry=query.refetch,
    )


def failed(query: QueryRef[Any], *, title: str) -> rx.Component:
    """There is nothing to show but why."""
    return error_state(title, query.error.message, on_retry=query.refetch)


def stale(query: QueryRef[Any]) -> rx.Component:
    """A line over data that could not be read again."""
    return partial_error(query.error.message, updated_at=query.updated_at, on_retry=query.refetch)
