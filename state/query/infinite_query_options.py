"""What a paged query is told: where it starts and how the next page is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from state.query.options import QueryFn, QueryOptions
from state.query.sentinels import MISSING, Skip

T = TypeVar("T")

Direction: TypeAlias = Literal["forward", "backward"]
# (edge page, all pages, edge param, all params) -> the param of the page beyond, or None (or MISSING) if there is none.
PageParamFn: TypeAlias = "Callable[[Any, Sequence[Any], Any, Sequence[Any]], Any]"


@dataclass(frozen=True)
class InfiniteData(Generic[T]):
    """The pages fetched so far, in order, and the param each was fetched with."""

    pages: list[T]
    page_params: list[Any]


@dataclass(frozen=True)
class InfiniteQueryOptions(QueryOptions[Any], Generic[T]):
    """Options of a paged query; ``fn(ctx)`` fetches the one page ``ctx.page_param``.

    Attributes:
        initial_page_param: The param of the first page; None is a param.
        get_next_page_param: ``(last_page, pages, last_param, params) -> next param``, None when there is no more.
        get_previous_page_param: ``(first_page, pages, first_param, params) -> previous param``, None when there is none.
        max_pages: Keep at most so many pages, dropping from the other end; None keeps all.
    """

    fn: QueryFn[T] | Skip | None = None
    _: KW_ONLY
    initial_page_param: Any = None
    get_next_page_param: PageParamFn | None = None
    get_previous_page_param: PageParamFn | None = None
    max_pages: int | None = None


def next_param(options: InfiniteQueryOptions[Any], data: InfiniteData[Any]) -> Any:
    """Return the param of the page after the last one, MISSING if there is none."""
    if not data.pages or options.get_next_page_param is None:
        return MISSING
    param = options.get_next_page_param(data.pages[-1], data.pages, data.page_params[-1], data.page_params)
    return MISSING if param is None else param


def previous_param(options: InfiniteQueryOptions[Any], data: InfiniteData[Any]) -> Any:
    """Return the param of the page before the first one, MISSING if there is none."""
    if not data.pages or options.get_previous_page_param is None:
        return MISSING
    param = options.get_previous_page_param(data.pages[0], data.pages, data.page_params[0], data.page_params)
    return MISSING if param is None else param
