"""The SQL statements of a list; they read nothing themselves. Start reading at ``list_statement``."""

from __future__ import annotations

import operator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, tuple_
from sqlmodel import col

from data.models.entity import Entity
from data.models.text import folded
from data.repositories.list_plan import ListPlan, is_list_field
from data.repositories.protocols import Where

E = TypeVar("E", bound=Entity)


def list_statement(model: type[E], plan: ListPlan) -> Select[E]:
    """Return the statement for one page and the row after it."""
    statement = select(model).where(*_conditions(model, plan))
    sort, tie = _column(model, plan.sort_field), _column(model, "id")
    if plan.position is not None:
        value, last_id = plan.position
        # A comparison of pairs: one range of the index, however far down the list.
        here, edge = tuple_(sort, tie), tuple_(literal(value, sort.type), literal(last_id))
        statement = statement.where(here < edge if plan.is_descending else here > edge)
    order = (sort.desc(), tie.desc()) if plan.is_descending else (sort.asc(), tie.asc())
    return statement.order_by(*order).limit(plan.limit + 1)


def count_statement(model: type[Entity], plan: ListPlan, *, cap: int) -> Select[int]:
    """Return the statement that counts, and stops at *cap* + 1."""
    found = select(literal(1)).select_from(model).where(*_conditions(model, plan)).limit(cap + 1).subquery()
    return select(func.count()).select_from(found)


def _conditions(model: type[Entity], plan: ListPlan) -> list[ColumnElement[bool]]:
    conditions = [_column(model, "deleted_at").is_(None), *(_condition(model, where) for where in plan.where)]
    if plan.search:
        conditions.append(func.instr(_column(model, model.search_field), plan.search) > 0)
    return conditions


def _condition(model: type[Entity], where: Where) -> ColumnElement[bool]:
    column = _column(model, where.field)
    match where.operator:
        case "in":
            return column.in_(where.value)
        case "contains" if is_list_field(model, where.field):
            element = func.json_each(column).table_valued("value")
            return exists(select(literal(1)).select_from(element).where(element.c.value == where.value))
        case "contains":
            return func.instr(func.folded(column), folded(where.value)) > 0
        case _:
            return getattr(operator, where.operator)(column, where.value)


def _column(model: type[Entity], field: str) -> ColumnElement[Any]:
    column: Any = col(getattr(model, field))
    return column
