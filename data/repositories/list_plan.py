"""A ``ListQuery`` that has been checked against its model; all adapters work from it. Start reading at ``plan_list``.

Every value has been validated against the type of its field, so a dictionary sent as a value is refused here and can never
reach a database as an operator.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from data.errors import Invalid
from data.models.entity import Entity, collection_of, to_utc
from data.models.text import folded
from data.repositories.cursor import CursorCodec, bad_cursor
from data.repositories.protocols import MAX_LIMIT, MAX_SEARCH_LENGTH, ListQuery, Page, Where

MAX_CHOICES = 500
_HIDDEN = frozenset({"deleted_at", "search_name"})
_LARGEST_INTEGER = 2**63 - 1

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What to read; every part is known to fit the model.

    Attributes:
        search: Folded text to look for in ``search_field``; empty for no search.
        order: The sort as it was asked for, with its sign.
        position: Sort value and id of the last row of the page before; None for the first page.
    """

    where: tuple[Where, ...]
    search: str
    order: str
    limit: int
    position: tuple[Any, str] | None

    @property
    def sort_field(self) -> str:
        """The field that is sorted by."""
        return self.order.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Whether the largest value, and among equals the largest id, comes first."""
        return self.order.startswith("-")


def plan_list(model: type[Entity], query: ListQuery, *, codec: CursorCodec) -> ListPlan:
    """Return *query* checked against *model*.

    Raises:
        Invalid: A part of it cannot be accepted; ``fields`` says which.
    """
    if query.sort.removeprefix("-") not in model.sort_fields:
        raise _invalid("sort", f"must be one of {', '.join(sorted(model.sort_fields))}, with - in front for descending")
    if not 1 <= query.limit <= MAX_LIMIT:
        raise _invalid("limit", f"must be between 1 and {MAX_LIMIT}")
    return ListPlan(
        where=tuple(_checked_where(model, where) for where in query.where),
        search=_checked_search(model, query.search),
        order=query.sort,
        limit=query.limit,
        position=_checked_position(model, query, codec=codec),
    )


def page_of(rows: Sequence[E], plan: ListPlan, *, codec: CursorCodec) -> Page[E]:
    """Return the page of *rows*, which are one more than the limit where there is another page."""
    items = list(rows[: plan.limit])
    if len(rows) <= plan.limit:
        return Page(items, None)
    last = items[-1]
    value = getattr(last, plan.sort_field)
    value = value.isoformat() if isinstance(value, datetime) else value
    return Page(items, codec.encode([value, last.id], collection=collection_of(type(last)), sort=plan.order))


def is_list_field(model: type[Entity], field: str) -> bool:
    """Tell whether *field* holds a list, so that ``contains`` asks for one of its elements."""
    return get_origin(model.model_fields[field].annotation) is list


def _checked_where(model: type[Entity], where: Where) -> Where:
    if where.field not in model.model_fields or where.field in _HIDDEN:
        raise _invalid(where.field, "cannot be filtered by")
    annotation = model.model_fields[where.field].annotation
    if where.operator == "contains":
        return Where(where.field, "contains", _checked_part(model, where))
    if get_origin(annotation) in (list, dict):
        raise _invalid(where.field, "can only be filtered by what it contains")
    if where.operator != "in":
        return Where(where.field, where.operator, _checked_value(where.field, where.value, annotation))
    return Where(where.field, "in", tuple(_checked_value(where.field, value, annotation) for value in _choices(where)))


def _choices(where: Where) -> Collection[Any]:
    if not isinstance(where.value, (list, tuple, set, frozenset)):
        raise _invalid(where.field, "must be a list of values")
    choices = cast("Collection[Any]", where.value)
    if len(choices) > MAX_CHOICES:
        raise _invalid(where.field, f"must be a list of at most {MAX_CHOICES} values")
    return choices


def _checked_part(model: type[Entity], where: Where) -> str:
    annotation = model.model_fields[where.field].annotation
    element = get_args(annotation)[0] if is_list_field(model, where.field) else annotation
    if element is not str:
        raise _invalid(where.field, "cannot be filtered by a part of it")
    part: str = _checked_value(where.field, where.value, str)
    if not 1 <= len(part) <= MAX_SEARCH_LENGTH:
        raise _invalid(where.field, f"must be 1 to {MAX_SEARCH_LENGTH} characters")
    return part


def _checked_value(field: str, value: Any, annotation: Any) -> Any:
    try:
        checked = _adapter(annotation).validate_python(value)
        checked = to_utc(checked) if isinstance(checked, datetime) else checked
    except ValueError as error:
        message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise _invalid(field, message) from error
    # No database stores these two: the character zero, and one half of a surrogate pair.
    if isinstance(checked, str) and ("\x00" in checked or any("\ud800" <= char <= "\udfff" for char in checked)):
        raise _invalid(field, "must be text")
    if isinstance(checked, int) and abs(checked) > _LARGEST_INTEGER:
        raise _invalid(field, "is too large")
    return checked


def _checked_search(model: type[Entity], search: str) -> str:
    if len(search) > MAX_SEARCH_LENGTH:
        raise _invalid("search", f"must not be longer than {MAX_SEARCH_LENGTH} characters")
    text = folded(_checked_value("search", search, str).strip())
    if text and not model.search_field:
        raise _invalid("search", "is not offered for this list")
    return text


def _checked_position(model: type[Entity], query: ListQuery, *, codec: CursorCodec) -> tuple[Any, str] | None:
    if query.after is None:
        return None
    values = codec.decode(query.after, collection=collection_of(model), sort=query.sort)
    field = query.sort.removeprefix("-")
    match values:
        case [value, str(last_id)]:
            return _checked_value(field, value, model.model_fields[field].annotation), last_id
        case _:
            raise bad_cursor()


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _invalid(field: str, problem: str) -> Invalid:
    return Invalid(f"This list cannot be shown: {field} {problem}.", fields={field: problem})
