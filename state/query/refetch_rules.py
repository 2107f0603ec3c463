"""When an observer fetches without being told to: at mount, at focus, at reconnect. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from state.query.options import RefetchOn
from state.query.sentinels import MISSING, STATIC

if TYPE_CHECKING:
    from state.query.query import Query
    from state.query.query_observer import QueryObserver


def should_fetch_on_mount(observer: QueryObserver[Any]) -> bool:
    """Return whether joining its query makes *observer* fetch."""
    state = observer.query.state
    if state.data is MISSING:
        return observer.is_enabled and (state.status != "error" or observer.options.retry_on_mount)
    return should_fetch_on(observer, observer.options.refetch_on_mount)


def should_fetch_on(observer: QueryObserver[Any], option: RefetchOn | Callable[[Query], RefetchOn]) -> bool:
    """Return whether *option*, the one for what has happened, makes *observer* fetch; static data never is."""
    query = observer.query
    if not observer.is_enabled or (observer.stale_time is STATIC and query.state.data is not MISSING):
        return False
    wanted = option(query) if callable(option) else option
    return wanted == "always" or (bool(wanted) and observer.is_stale)
