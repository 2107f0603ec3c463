"""What a ``ListQuery`` asks of one resource, checked against the mapping. Start at ``plan_listing``.

Both adapters work from a ``Listing``, so they accept and refuse the same queries. After this step every value has the type of
its field; a caller's dict or list can no longer become an operator of the database.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion

from data.errors import Invalid
from data.repositories import CursorCodec, ListQuery, Where
from data.repositories.protocols import MAX_LIMIT, MAX_SEARCH_LENGTH, Operator
from data.sources.filter_value import cast_operand, text_problem
from data.sources.mapping import FieldMapping, ResourceMapping

MAX_SORT_LENGTH = 300
"""Texts longer than this many characters have no place of their own in a sort order, so that a cursor stays short."""

_POSITION_CODEC: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True,
    uuid_representation=bson.UuidRepresentation.STANDARD,
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter. *value* has the type of the field; for ``in`` it is a tuple of such values."""

    field: FieldMapping
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended.

    Attributes:
        is_ranked: The last document stood among those with a value to sort by; False: among the others.
        value: That value, None if not ranked.
        key: The key under which the database keeps the document.
    """

    is_ranked: bool
    value: Any
    key: Any


@dataclass(frozen=True, slots=True)
class Listing:
    """One checked query.

    Attributes:
        search: Text to find in the searchable fields; empty for none.
        sort: The field to sort by; None for the database's own key.
        after: Where the page before ended; None for the first.
    """

    resource: ResourceMapping
    conditions: tuple[Condition, ...]
    search: str
    sort: FieldMapping | None
    is_descending: bool
    limit: int
    after: Position | None

    @property
    def segments(self) -> tuple[bool, ...]:
        """The parts still to be read, in order: True for documents with a value to sort by, False for the others.

        A comparison with null, or with a value of another type, is neither true nor false in a database. So documents
        without a value of the declared type form a segment of their own, in the order of the key, and none is lost.
        """
        if self.sort is None:
            return (False,)
        order = (True, False) if self.is_descending else (False, True)
        return order if self.after is None else order[order.index(self.after.is_ranked) :]


def plan_listing(resource: ResourceMapping, query: ListQuery, *, codec: CursorCodec) -> Listing:
    """*query*, checked and with its values cast.

    Raises:
        Invalid: Something in it does not go with the resource; ``fields`` says what.
    """
    if not 1 <= query.limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} rows.", fields={"limit": f"must be 1 to {MAX_LIMIT}"})
    sort, is_descending = _sort(resource, query.sort)
    order = _sort_name(sort, is_descending=is_descending)
    return Listing(
        resource=resource,
        conditions=_conditions(resource, query.where),
        search=_search(resource, query.search),
        sort=sort,
        is_descending=is_descending,
        limit=query.limit,
        after=None if query.after is None else _decode(query.after, codec=codec, collection=_collection(resource), sort=order),
    )


def plan_filter(resource: ResourceMapping, query: ListQuery) -> Listing:
    """The filters and the search of *query* alone, for counting.

    Raises:
        Invalid: As ``plan_listing``.
    """
    conditions, search = _conditions(resource, query.where), _search(resource, query.search)
    return Listing(resource, conditions, search, sort=None, is_descending=False, limit=1, after=None)


def next_cursor(listing: Listing, position: Position, *, codec: CursorCodec) -> str:
    """The cursor of the page that begins after *position*."""
    # BSON keeps the type of any value that either database sorts by; JSON would not.
    packed = bson.encode({"v": position.value, "k": position.key}, codec_options=_POSITION_CODEC)
    values = [position.is_ranked, b64encode(packed).decode()]
    sort = _sort_name(listing.sort, is_descending=listing.is_descending)
    return codec.encode(values, collection=_collection(listing.resource), sort=sort)


def filterable_string(resource: ResourceMapping, field: str) -> FieldMapping:
    """The field, whose values may be listed for a filter's menu.

    Raises:
        Invalid: There is no such field, or it is not a filterable string.
    """
    found = _field(resource, field)
    if not found.is_filterable or found.type != "string":
        raise Invalid(f"{found.label} has no list of values.", fields={field: "is not a filterable text"})
    return found


def _collection(resource: ResourceMapping) -> str:
    return f"external:{resource.name}"


def _sort_name(sort: FieldMapping | None, *, is_descending: bool) -> str:
    return ("-" if is_descending else "") + (sort.name if sort else "id")


def _decode(text: str, *, codec: CursorCodec, collection: str, sort: str) -> Position:
    is_ranked, packed = codec.decode(text, collection=collection, sort=sort)
    values: dict[str, Any] = bson.decode(b64decode(packed), codec_options=_POSITION_CODEC)  # pyright: ignore[reportUnknownMemberType]
    return Position(is_ranked=is_ranked, value=values["v"], key=values["k"])


def _sort(resource: ResourceMapping, sort: str) -> tuple[FieldMapping | None, bool]:
    name, is_descending = sort.removeprefix("-"), sort.startswith("-")
    if name in ("", "id"):
        return None, is_descending
    field = resource.by_name.get(name)
    if field is not None and field.is_sortable:
        return field, is_descending
    if sort == ListQuery().sort:  # nobody asked for it: rows of ours have that field, those of others need not
        return None, False
    known = ", ".join(one.name for one in resource.fields if one.is_sortable) or "none but id"
    raise Invalid(f"{resource.label} cannot be sorted by {name!r}.", fields={"sort": f"sortable are: {known}"})


def _search(resource: ResourceMapping, search: str) -> str:
    text = search.strip()
    if len(text) > MAX_SEARCH_LENGTH:
        reason = f"must not be longer than {MAX_SEARCH_LENGTH} characters"
        raise Invalid(f"A search {reason}.", fields={"search": reason})
    if text and not resource.searchable:
        raise Invalid(f"{resource.label} cannot be searched.", fields={"search": "no field of it can be searched"})
    if (problem := text_problem(text)) is not None:
        raise Invalid(f"The search {problem}.", fields={"search": problem})
    return text


def _field(resource: ResourceMapping, name: str) -> FieldMapping:
    field = resource.by_name.get(name)
    if field is None:
        raise Invalid(f"{resource.label} have no field {name[:64]!r}.", fields={name[:64]: "is unknown"})
    return field


def _conditions(resource: ResourceMapping, where: tuple[Where, ...]) -> tuple[Condition, ...]:
    return tuple(_condition(resource, one) for one in where)


def _condition(resource: ResourceMapping, where: Where) -> Condition:
    field = _field(resource, where.field)
    if not field.is_filterable:
        raise Invalid(f"{field.label} cannot be filtered.", fields={field.name: "cannot be filtered"})
    try:
        return Condition(field, where.operator, cast_operand(field, where))
    except ValueError as error:
        raise Invalid(f"{field.label}: {error}.", fields={field.name: str(error)}) from error
