"""What a query is to a page (``QueryRef``: vars) and to a handler (``QueryView``: values).

``UsersState.users`` is a ``QueryRef``: a plain object, so that a misspelt attribute fails while the page is built.
``self.users`` is a ``QueryView``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, overload

from reflex_base.event import EventSpec
from reflex_base.vars import ArrayVar, BooleanVar, NumberVar, ObjectVar, StringVar

from state.binding.wire import Problem, QueryMeta

if TYPE_CHECKING:
    from state.binding.query_state import QueryState

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True)
class QueryView(QueryMeta, Generic[T]):
    """A query's result inside a handler: real objects, not vars.

    Attributes:
        data: What was fetched; None until the first success.
    """

    data: T | None = None


class _DataVar:
    """Types ``ref.data`` after the query's data: a list becomes an ArrayVar, anything else an ObjectVar."""

    @overload
    def __get__(self, ref: QueryRef[list[Item]], owner: Any) -> ArrayVar[list[Item]]: ...
    @overload
    def __get__(self, ref: QueryRef[T], owner: Any) -> ObjectVar[T]: ...
    def __get__(self, ref: Any, owner: Any) -> Any:
        return self if ref is None else getattr(ref.state, f"{ref.name}__data")


@dataclass(frozen=True)
class QueryRef(Generic[T]):
    """A query as a page sees it: each attribute is a Reflex var, each verb an event."""

    state: type[QueryState]
    name: str
    data: ClassVar = _DataVar()

    @property
    def meta(self) -> Any:
        """The var with everything but the data."""
        return getattr(self.state, f"{self.name}__meta")

    status = cast("StringVar", property(lambda self: self.meta.status))
    has_data = cast("BooleanVar", property(lambda self: self.meta.has_data))
    is_empty = cast("BooleanVar", property(lambda self: self.meta.is_empty))
    is_stale = cast("BooleanVar", property(lambda self: self.meta.is_stale))
    is_placeholder_data = cast("BooleanVar", property(lambda self: self.meta.is_placeholder_data))
    has_next_page = cast("BooleanVar", property(lambda self: self.meta.has_next_page))
    is_fetching_next_page = cast("BooleanVar", property(lambda self: self.meta.is_fetching_next_page))
    is_pending = cast("BooleanVar", property(lambda self: self.meta.status == "pending"))
    is_error = cast("BooleanVar", property(lambda self: self.meta.error.message != ""))
    is_fetching = cast("BooleanVar", property(lambda self: self.meta.fetch_status == "fetching"))
    updated_at = cast("NumberVar[float]", property(lambda self: self.meta.updated_at))
    error = cast("ObjectVar[Problem]", property(lambda self: self.meta.error))
    refetch = cast("EventSpec", property(lambda self: self.state.refetch_query(self.name)))
    fetch_next_page = cast("EventSpec", property(lambda self: self.state.fetch_next_page(self.name)))
