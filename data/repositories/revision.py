"""How a row comes to be and changes: the rules that every adapter shares. Start reading at ``first`` and ``revised``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from data.errors import Conflict, Invalid, NotFound
from data.models.entity import ID_LENGTH, Entity, utc_now, values_of

# These follow from others or belong to the repository; nobody sets them.
_FIXED_FIELDS = frozenset({"id", "version", "created_at", "updated_at", "deleted_at", "search_name"})

E = TypeVar("E", bound=Entity)


def first(item: E) -> E:
    """Return *item* as it is stored at first: valid, version 1, not deleted.

    Raises:
        Invalid: A field cannot be accepted.
    """
    return item.checked({**values_of(item), "version": 1, "deleted_at": None})


def first_of_all(items: Sequence[Entity]) -> list[Entity]:
    """Return each of *items* as it is stored at first."""
    return [first(item) for item in items]


def revised(item: E, changes: Mapping[str, Any]) -> E:
    """Return a new row: *item* with *changes* and the next version.

    Raises:
        Invalid: A change cannot be accepted, or names a field that is not there or cannot be set.
    """
    for field in changes:
        if field not in type(item).model_fields or field in _FIXED_FIELDS:
            raise Invalid(f"This {item.noun} cannot be saved: {field} cannot be set.", fields={field: "cannot be set"})
    return _next(item, changes)


def deleted(item: E) -> E:
    """Return a new row: *item*, marked as deleted."""
    return _next(item, {"deleted_at": utc_now()})


def changed_values(before: Entity, after: Entity) -> dict[str, Any]:
    """Return the fields in which *after* differs from *before*, with their new values."""
    old, new = values_of(before), values_of(after)
    return {field: value for field, value in new.items() if old[field] != value}


def expect_version(item: Entity, version: int) -> None:
    """Do nothing if *item* has *version*.

    Raises:
        Conflict: It has another.
    """
    if item.version != version:
        raise version_conflict(item.noun)


def usable_id(model: type[Entity], id: str) -> str:
    """Return *id* if a database can be asked for it.

    Raises:
        NotFound: It is too long or holds what cannot be stored, so nothing has it.
    """
    if not id or len(id) > ID_LENGTH or not id.isprintable():
        raise not_found(model)
    return id


def not_found(model: type[Entity]) -> NotFound:
    """Return the error for a row that is not there."""
    return NotFound(f"This {model.noun} does not exist, or it has been deleted.")


def version_conflict(noun: str) -> Conflict:
    """Return the error for a row that somebody else changed meanwhile."""
    return Conflict(f"Somebody else has changed this {noun} meanwhile; load it again and repeat your change.")


def unique_conflict(item: Entity, field: str) -> Conflict:
    """Return the error for a value of *item* that another row has already."""
    label = item.unique_fields.get(field)
    if label is None:
        return Conflict(f"Another {item.noun} already has this {field}.", field=field)
    return Conflict(f"Another {item.noun} already has the {label} {getattr(item, field)}.", field=field)


def _next(item: E, changes: Mapping[str, Any]) -> E:
    # Never earlier than the last change, even if the clock of this machine is.
    moment = max(utc_now(), item.updated_at)
    return item.checked({**values_of(item), **changes, "version": item.version + 1, "updated_at": moment})
