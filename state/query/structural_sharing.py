"""Equal data keeps its identity across fetches, so that "changed" can be asked with ``is``.

Lists and dicts are compared item by item: what is equal is the previous object, in a new container if anything else
differs. Anything else (frozen dataclasses, pydantic models, dates, sets) is compared as a whole, by ``==``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from state.query.infinite_query_options import InfiniteData
from state.query.sentinels import MISSING

_DEEPEST: Final = 200  # levels; below, the next value is taken as it is, well before Python runs out of stack


def share(previous: Any, following: Any, *, depth: int = 0) -> Any:
    """Return *following* with every part that equals its counterpart in *previous* replaced by that counterpart."""
    if previous is following or depth > _DEEPEST:
        return following
    if previous.__class__ is not following.__class__:
        return following
    share_items = _CONTAINERS.get(following.__class__)
    if share_items is not None:
        return share_items(previous, following, depth=depth + 1)
    return previous if _is_equal(previous, following) else following


def share_by(option: bool | Callable[[Any, Any], Any], *, previous: Any, following: Any) -> Any:
    """Return what the ``structural_sharing`` *option* makes of the two values."""
    if option is False or previous is MISSING:
        return following
    return share(previous, following) if option is True else option(previous, following)


def _share_list(previous: list[Any], following: list[Any], *, depth: int) -> list[Any]:
    known = len(previous)
    shared = [share(previous[at], item, depth=depth) if at < known else item for at, item in enumerate(following)]
    return previous if len(shared) == known and _same_items(previous, shared) else shared


def _share_tuple(previous: tuple[Any, ...], following: tuple[Any, ...], *, depth: int) -> tuple[Any, ...]:
    shared = tuple(_share_list(list(previous), list(following), depth=depth))
    return previous if len(shared) == len(previous) and _same_items(previous, shared) else shared


def _share_dict(previous: dict[Any, Any], following: dict[Any, Any], *, depth: int) -> dict[Any, Any]:
    shared = {
        name: share(previous[name], value, depth=depth) if name in previous else value for name, value in following.items()
    }
    is_same = len(shared) == len(previous) and all(
        name in previous and previous[name] is value for name, value in shared.items()
    )
    return previous if is_same else shared


def _share_pages(previous: InfiniteData[Any], following: InfiniteData[Any], *, depth: int) -> InfiniteData[Any]:
    pages = _share_list(previous.pages, following.pages, depth=depth)
    params = _share_list(previous.page_params, following.page_params, depth=depth)
    if pages is previous.pages and params is previous.page_params:
        return previous
    return InfiniteData(pages, params)


def _same_items(one: list[Any] | tuple[Any, ...], other: list[Any] | tuple[Any, ...]) -> bool:
    return all(mine is theirs for mine, theirs in zip(one, other, strict=True))


def _is_equal(one: Any, other: Any) -> bool:
    return cast("bool", one == other) is True  # arrays and the like answer == with something else


_CONTAINERS: Final[dict[type, Callable[..., Any]]] = {
    list: _share_list,
    dict: _share_dict,
    tuple: _share_tuple,
    InfiniteData: _share_pages,
}
