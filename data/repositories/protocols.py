"""What a repository can do, whatever keeps the rows. Start here, then read ``memory.py``, the simplest one.

Reading and writing are two protocols, so that code that may only read is handed a ``ReadRepository``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from data.models.entity import Entity

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "contains"]
ChangeKind = Literal["create", "update", "delete", "gap"]

MAX_LIMIT = 500
MAX_SEARCH_LENGTH = 200
COUNT_CAP = 10_000

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Where:
    """One condition of a list; several are joined by *and*.

    Attributes:
        operator: ``in`` takes a sequence of values. ``contains`` finds a part of a text whatever its case, or one
            element of a list.
        value: A plain value; it is checked against the type of the field and never read as a part of a query.
    """

    field: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows, in which order, from where.

    Attributes:
        search: Words to find in the search column, 200 characters at most; empty finds everything.
        sort: A field, with ``-`` in front for descending; ties are broken by ``id`` in the same direction.
        limit: Rows of one page, 1 to 500.
        after: The ``next`` of the page before; it belongs to the same collection and sort.
    """

    where: tuple[Where, ...] = ()
    search: str = ""
    sort: str = "-created_at"
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list.

    Attributes:
        next: Cursor for the page after this one; None when this is the last.
    """

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are.

    Attributes:
        is_capped: There are more than ``value``; counting stopped there ("10 000+").
    """

    value: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something in a collection is different now.

    Attributes:
        kind: ``gap`` means that changes were missed: whatever is known of the collection may be old. Its ``id`` is empty.
        resume: Where a later ``watch`` can go on; None when the store cannot.
    """

    collection: str
    kind: ChangeKind
    id: str
    resume: str | None = None


class ReadRepository(Protocol[T]):
    """Reads the rows of one collection that are not deleted."""

    async def get(self, id: str) -> T:
        """Return the row.

        Raises:
            NotFound: There is none, or it has been deleted.
            Unavailable: The database does not answer.
        """
        ...

    async def list(self, query: ListQuery) -> Page[T]:
        """Return one page.

        Raises:
            Invalid: A field, value, sort, limit, search or cursor cannot be accepted; says which.
            Unavailable: The database does not answer.
        """
        ...

    async def count(self, query: ListQuery, *, cap: int = COUNT_CAP) -> Count:
        """Return how many rows *query* finds, whatever its page; counting stops at *cap*."""
        ...


class Repository(ReadRepository[E], Protocol[E]):
    """Reads and writes the rows of one collection.

    ``also`` are further new rows, an activity for instance, written in the same transaction: all of it happens or nothing.
    """

    async def create(self, item: E, *, also: Sequence[Entity] = ()) -> E:
        """Write a new row and return it as it is stored.

        Raises:
            Invalid: A field cannot be accepted; says which.
            Conflict: A value that must be unique is taken; ``field`` says which.
        """
        ...

    async def create_missing(self, items: Sequence[E]) -> int:
        """Write those of *items* whose identifier and unique values are not taken; return how many that were."""
        ...

    async def update(self, id: str, version: int, changes: Mapping[str, Any], *, also: Sequence[Entity] = ()) -> E:
        """Change the row if it still has *version*, and return it as it is now.

        Raises:
            NotFound: There is no such row.
            Invalid: A change cannot be accepted; says which.
            Conflict: The row has another version, or a unique value is taken (``field`` says which).
        """
        ...

    async def delete(self, id: str, version: int, *, also: Sequence[Entity] = ()) -> None:
        """Mark the row as deleted if it still has *version*; raises what ``update`` raises."""
        ...

    def watch(self, resume: str | None = None, *, on_open: Callable[[], None] | None = None) -> AsyncIterator[Change]:
        """Yield changes for ever, in order; go on after *resume* where the store can.

        *on_open* is called whenever watching has begun: every change from then on is yielded, or announced by a gap.
        """
        ...
