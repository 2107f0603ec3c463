"""SELECT statements for a ``Listing``. Start at ``select_segment``.

A path is a column, or a column that holds JSON and a path inside of it. A value counts only if it has the declared type; any
other is NULL to every comparison, as MongoDB compares values of one type only. Names of tables and columns are quoted and
qualified; every value is a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from data.sources.document import format_time
from data.sources.listing import MAX_SORT_LENGTH, Condition, Listing
from data.sources.mapping import FieldMapping
from data.sources.sql_table import Sql, Table, expression_at, json_path, quoted

_COMPARISONS = {"eq": "=", "ne": "IS NOT", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

# SQLite also reads "now" and bare numbers as times, which no stored time is.
_LOOKS_LIKE_TIME = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"


def typed_expression(field: FieldMapping, *, columns: Sequence[str]) -> Sql:
    """The value of *field* if it has the declared type, NULL otherwise."""
    value = expression_at(field.path, columns=columns)
    kind = _kind_at(field.path, columns=columns)
    match field.type:
        case "string":
            return _case(kind + Sql("= 'text'"), value)
        case "integer" | "float":
            return _case(kind + Sql("IN ('integer', 'real')"), value)
        case "boolean" if "." in field.path:
            return _case(kind + Sql("IN ('true', 'false')"), value)
        case "boolean":
            return _case(kind + Sql("= 'integer' AND") + value + Sql("IN (0, 1)"), value)
        case _:
            is_time = kind + Sql("= 'text' AND") + value + Sql(_LOOKS_LIKE_TIME)
            return _case(is_time, Sql("strftime('%Y-%m-%dT%H:%M:%fZ',") + value + Sql(")"))


def select_segment(listing: Listing, *, table: Table, is_ranked: bool, limit: int) -> Sql:
    """The documents of one segment: key, sort value, then all columns."""
    direction, after = "DESC" if listing.is_descending else "ASC", listing.after
    conditions = filter_of(listing, columns=table.columns)
    rank, order = Sql("NULL"), Sql("ORDER BY") + table.key + Sql(direction)
    beyond = "<" if listing.is_descending else ">"
    if listing.sort is not None:
        rank = _rank(listing.sort, columns=table.columns)
        conditions = conditions + Sql("AND") + rank + Sql("IS NOT NULL" if is_ranked else "IS NULL")
    if is_ranked:
        order = Sql("ORDER BY") + rank + Sql(f"{direction},") + table.key + Sql(direction)
    if after is not None and after.is_ranked == is_ranked:
        edge = Sql(f"{beyond} (?, ?)", (after.value, after.key)) if is_ranked else Sql(f"{beyond} ?", (after.key,))
        place = Sql("(") + rank + Sql(",") + table.key + Sql(")") if is_ranked else table.key
        conditions = conditions + Sql("AND") + place + edge
    head = Sql("SELECT") + table.key + Sql(",") + rank + Sql(f", t.* {table.source} WHERE")
    return head + conditions + order + Sql("LIMIT ?", (limit,))


def filter_of(listing: Listing, *, columns: Sequence[str]) -> Sql:
    """The condition that filters and search make."""
    found = Sql("1")
    for condition in listing.conditions:
        found = found + Sql("AND") + _condition(condition, columns=columns)
    if listing.search:
        found = found + Sql("AND (0")
        for field in listing.resource.searchable:
            found = found + Sql("OR") + _contains(typed_expression(field, columns=columns), listing.search)
        found = found + Sql(")")
    return found


def _rank(field: FieldMapping, *, columns: Sequence[str]) -> Sql:
    value = typed_expression(field, columns=columns)
    if field.type != "string":
        return value
    return _case(Sql("length(") + value + Sql(f") <= {MAX_SORT_LENGTH}"), value)


def _condition(condition: Condition, *, columns: Sequence[str]) -> Sql:
    value = typed_expression(condition.field, columns=columns)
    if condition.operator == "contains":
        return _contains(value, condition.value)
    if condition.operator == "in":
        marks = ", ".join("?" * len(condition.value))
        return value + Sql(f"IN ({marks})", tuple(_parameter(one) for one in condition.value))
    return value + Sql(f"{_COMPARISONS[condition.operator]} ?", (_parameter(condition.value),))


def _contains(value: Sql, text: str) -> Sql:
    return Sql("ifnull(instr(lowered(") + value + Sql("), ?), 0) > 0", (text.lower(),))


def _kind_at(path: str, *, columns: Sequence[str]) -> Sql:
    column, *parts = path.split(".")
    if column not in columns:
        return Sql("'null'")
    name = f"t.{quoted(column)}"
    if not parts:
        return Sql(f"typeof({name})")
    return Sql(f"json_type(CASE WHEN json_valid({name}) THEN {name} END, ?)", (json_path(parts),))


def _case(condition: Sql, value: Sql) -> Sql:
    return Sql("CASE WHEN") + condition + Sql("THEN") + value + Sql("END")


def _parameter(value: Any) -> Any:
    return format_time(value) if isinstance(value, datetime) else value
