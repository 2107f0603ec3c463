"""What a list asks MongoDB; nothing is read here. Start reading at ``list_filter``.

Every value stands behind an operator of ours and has been checked against the type of its field, so a value can never be read
as an operator itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from data.connections.mongo import Document
from data.models.entity import Entity
from data.repositories.list_plan import ListPlan, is_list_field
from data.repositories.protocols import Where

_OPERATORS: Final[Mapping[str, str]] = {
    "eq": "$eq", "ne": "$ne", "lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte", "in": "$in",
}  # fmt: skip


def list_filter(model: type[Entity], plan: ListPlan) -> Document:
    """Return the filter for one page: the conditions, and the place where the page before ended."""
    conditions = _conditions(model, plan)
    if plan.position is not None:
        value, last_id = plan.position
        sort, beyond = key_of(plan.sort_field), "$lt" if plan.is_descending else "$gt"
        # The first part alone bounds the range of the index; the second leaves out the ties already shown.
        conditions.append({sort: {f"{beyond}e": value}})
        conditions.append({"$or": [{sort: {beyond: value}}, {"_id": {beyond: last_id}}]})
    return {"$and": conditions}


def count_filter(model: type[Entity], plan: ListPlan) -> Document:
    """Return the filter for the whole list."""
    return {"$and": _conditions(model, plan)}


def sort_keys(plan: ListPlan) -> list[tuple[str, int]]:
    """Return the order, ties broken by id in the same direction."""
    direction = -1 if plan.is_descending else 1
    return [(key_of(plan.sort_field), direction), ("_id", direction)]


def key_of(field: str) -> str:
    """Return the name of *field* in a document."""
    return "_id" if field == "id" else field


def _conditions(model: type[Entity], plan: ListPlan) -> list[Document]:
    conditions: list[Document] = [{"deleted_at": {"$eq": None}}, *(_condition(model, where) for where in plan.where)]
    if plan.search:
        conditions.append({model.search_field: {"$regex": re.escape(plan.search)}})
    return conditions


def _condition(model: type[Entity], where: Where) -> Document:
    key, value = key_of(where.field), _plain(where.value)
    if where.operator != "contains":
        return {key: {_OPERATORS[where.operator]: value}}
    if is_list_field(model, where.field):
        return {key: {"$elemMatch": {"$eq": value}}}
    return {key: {"$regex": re.escape(value), "$options": "i"}}


def _plain(value: Any) -> Any:
    # Words are strings to BSON, and lists arrays.
    if isinstance(value, tuple):
        return [_plain(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return str(value) if isinstance(value, str) else value
