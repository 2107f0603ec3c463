"""MongoDB filters for a ``Listing``. Start at ``segment_filter``.

Every value stands behind an operator of ours, ``$in`` or ``$literal``, so that none can be one itself. Positions are compared
in ``$expr``, which knows an order between values of different types; the operators of plain filters compare within one type,
and documents whose ``_id`` is of another type would vanish between two pages.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias
from uuid import UUID

from bson import ObjectId

from data.sources.listing import MAX_SORT_LENGTH, Condition, Listing, Position
from data.sources.mapping import FieldMapping
from data.sources.reading import integer_id

Filter: TypeAlias = dict[str, Any]

_COMPARISONS = {"lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}

_BSON_TYPES = {
    "string": ["string"],
    "integer": ["int", "long", "double", "decimal"],
    "float": ["int", "long", "double", "decimal"],
    "boolean": ["bool"],
    "datetime": ["date"],
}


def segment_filter(listing: Listing, *, is_ranked: bool) -> Filter:
    """The documents of one segment that come after the listing's position."""
    parts = [listing_filter(listing)]
    if listing.sort is not None:
        rank = _has_rank(listing.sort)
        parts.append({"$expr": rank if is_ranked else {"$not": [rank]}})
    if listing.after is not None and listing.after.is_ranked == is_ranked:
        parts.append({"$expr": _beyond(listing.after, listing)})
    parts = [part for part in parts if part]
    return {"$and": parts} if len(parts) > 1 else (parts[0] if parts else {})


def segment_order(listing: Listing, *, is_ranked: bool) -> list[tuple[str, int]]:
    """What to sort a segment by."""
    direction = -1 if listing.is_descending else 1
    ranked = [(listing.sort.path, direction)] if listing.sort is not None and is_ranked else []
    # A path that is _id already must not be named twice.
    return ranked if ranked and ranked[0][0] == "_id" else [*ranked, ("_id", direction)]


def listing_filter(listing: Listing) -> Filter:
    """The filters and the search, without any position."""
    parts = [_condition(condition) for condition in listing.conditions]
    if listing.search:
        parts.append({"$or": [{field.path: _containing(listing.search)} for field in listing.resource.searchable]})
    return {"$and": parts} if parts else {}


def text_filter(field: FieldMapping) -> Filter:
    """Documents that have a text at *field*, and not the empty one."""
    return {field.path: {"$type": "string", "$ne": ""}, "$expr": _has_rank(field)}


def id_filter(path: str, id: str) -> Filter:
    """Documents whose id at *path* reads as *id*, whatever its BSON type."""
    candidates: list[Any] = [id]
    if ObjectId.is_valid(id):
        candidates.append(ObjectId(id))
    if (number := integer_id(id)) is not None:
        candidates.append(number)
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id):
        candidates.append(UUID(id))
    return {path: {"$in": candidates}}


def _condition(condition: Condition) -> Filter:
    path, value = condition.field.path, condition.value
    match condition.operator:
        case "contains":
            return {path: _containing(value)}
        case "eq":
            return {path: {"$in": _alternatives(value)}}
        case "ne":
            return {path: {"$nin": _alternatives(value)}}
        case "in":
            return {path: {"$in": [alternative for one in value for alternative in _alternatives(one)]}}
        case _:
            return {path: {_COMPARISONS[condition.operator]: value}}


def _alternatives(value: Any) -> list[Any]:
    # A string field also shows references, which the database keeps as ObjectId.
    is_reference = isinstance(value, str) and ObjectId.is_valid(value)
    return [value, ObjectId(value)] if is_reference else [value]


def _containing(text: str) -> Filter:
    return {"$regex": re.escape(text), "$options": "i"}


def _has_rank(field: FieldMapping) -> Filter:
    value = f"${field.path}"
    has_type = {"$in": [{"$type": value}, _BSON_TYPES[field.type]]}
    if field.type != "string":
        return has_type
    return {"$cond": [has_type, {"$lte": [{"$strLenCP": value}, MAX_SORT_LENGTH]}, False]}


def _beyond(after: Position, listing: Listing) -> Filter:
    beyond = "$lt" if listing.is_descending else "$gt"
    key = {beyond: ["$_id", {"$literal": after.key}]}
    if not after.is_ranked or listing.sort is None:
        return key
    value, edge = f"${listing.sort.path}", {"$literal": after.value}
    return {"$or": [{beyond: [value, edge]}, {"$and": [{"$eq": [value, edge]}, key]}]}
