"""The query engine: one cache per worker, one observer per screen. Start reading at ``QueryClient``."""

from state.query.clock import Clock, ManualClock, SystemClock
from state.query.default_options import DefaultOptions
from state.query.errors import (
    CancelledQueryError,
    ClientClosedError,
    InvalidKeyError,
    InvalidOptionError,
    MissingQueryFnError,
    NoDataError,
    QueryError,
    QueryTimeoutError,
    WrongLoopError,
)
from state.query.filters import MutationFilters, QueryFilters
from state.query.infinite_query_observer import InfiniteQueryObserver, InfiniteQueryResult
from state.query.infinite_query_options import InfiniteData, InfiniteQueryOptions
from state.query.keys import QueryKey, hash_key
from state.query.mutation_observer import MutationObserver, MutationResult
from state.query.mutation_options import MutationOptions
from state.query.options import QueryOptions, keep_previous_data
from state.query.queries_observer import QueriesObserver
from state.query.query_client import QueryClient
from state.query.query_context import QueryContext
from state.query.query_observer import QueryObserver
from state.query.query_result import QueryResult
from state.query.query_state import QueryState
from state.query.sentinels import MISSING, SKIP, STATIC
from state.query.session_signals import SessionSignals

__all__ = [
    "MISSING",
    "SKIP",
    "STATIC",
    "CancelledQueryError",
    "ClientClosedError",
    "Clock",
    "DefaultOptions",
    "InfiniteData",
    "InfiniteQueryObserver",
    "InfiniteQueryOptions",
    "InfiniteQueryResult",
    "InvalidKeyError",
    "InvalidOptionError",
    "ManualClock",
    "MissingQueryFnError",
    "MutationFilters",
    "MutationObserver",
    "MutationOptions",
    "MutationResult",
    "NoDataError",
    "QueriesObserver",
    "QueryClient",
    "QueryContext",
    "QueryError",
    "QueryFilters",
    "QueryKey",
    "QueryObserver",
    "QueryOptions",
    "QueryResult",
    "QueryState",
    "QueryTimeoutError",
    "SessionSignals",
    "SystemClock",
    "WrongLoopError",
    "hash_key",
    "keep_previous_data",
]
