"""What a screen wants to see of a query's data: the cache keeps the raw data, each observer its own view of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast, overload

from state.query import InfiniteQueryOptions, QueryOptions

T = TypeVar("T")
S = TypeVar("S")


@overload
def selected(options: InfiniteQueryOptions[T], select: Callable[[Any], S], **opinions: Any) -> InfiniteQueryOptions[S]: ...
@overload
def selected(options: QueryOptions[T], select: Callable[[T], S], **opinions: Any) -> QueryOptions[S]: ...
def selected(options: QueryOptions[Any], select: Callable[[Any], Any], **opinions: Any) -> QueryOptions[Any]:
    """The same query seen through *select*, with further observer options such as ``placeholder_data`` and ``enabled``.

    *select* must be the same function each time (not a new lambda), so that its result can be shared and kept.
    """
    return cast("QueryOptions[Any]", replace(options, select=select, **opinions))
