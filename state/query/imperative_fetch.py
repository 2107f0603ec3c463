"""What ``client.fetch`` does when the cache has no fresh answer. Start reading at ``fetch_stale``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from state.query.errors import MissingQueryFnError, QueryError
from state.query.options import QueryOptions
from state.query.query import Query
from state.query.sentinels import MISSING, SKIP, STATIC

if TYPE_CHECKING:
    from state.query.query_client import QueryClient


async def fetch_stale(client: QueryClient, options: QueryOptions[Any]) -> Any:
    """Return the data of a fetch, begun or joined; or old data, or a known error, if the options allow that.

    Raises:
        MissingQueryFnError: the function is SKIP, and there is no data.
        QueryTimeoutError: ``timeout`` passed; the fetch goes on.
        Exception: what the fetch raised.
    """
    resolved = client.resolve(options)
    query = client.query_cache.build(resolved)
    if not query.is_stale_by(resolved.stale_time):
        return query.state.data  # initial data
    if resolved.fn is SKIP:
        return _data_or_raise(query)
    if (error := _known_error(query, negative_ttl=resolved.negative_ttl)) is not None:
        raise error
    if query.flight.is_inside:
        raise QueryError(f"The query function of {query.key!r} fetches its own key.")
    query.flight.start(resolved)
    try:
        return await query.flight.wait(limit=resolved.timeout)
    except Exception:
        if _may_serve_stale(query, resolved):
            return query.state.data
        raise


def _data_or_raise(query: Query) -> Any:
    if query.state.data is MISSING:
        raise MissingQueryFnError(f"The query {query.key!r} has no data, and its function is SKIP.")
    return query.state.data


def _known_error(query: Query, *, negative_ttl: float) -> BaseException | None:
    if query.state.status != "error" or query.flight.running is not None or not query.flight.is_error_current:
        return None
    is_young = query.client.clock.now() < query.state.error_updated_at + negative_ttl
    return query.state.error if is_young else None


def _may_serve_stale(query: Query, options: QueryOptions[Any]) -> bool:
    if query.state.data is MISSING or not options.stale_if_error:
        return False
    stale_time = options.stale_time(query) if callable(options.stale_time) else options.stale_time
    if stale_time is STATIC:
        return True
    return query.client.clock.now() < query.state.data_updated_at + stale_time + options.stale_if_error
