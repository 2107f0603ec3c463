"""Shared resources as a screen draws them: columns and cells made from the mapping, whatever the external database holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.sources import FieldMapping, ResourceMapping, ResourcePage, SharedResource
from state.query import InfiniteData

NUMBERS = frozenset({"integer", "float"})
TABLE_TYPES = frozenset({"string", "integer", "float", "boolean", "datetime"})
MAX_COLUMNS = 5


@dataclass(frozen=True)
class Column:
    """One column of a resource's table, beside the one with the title.

    Attributes:
        align: ``left``, or ``right`` for numbers.
        kind: The field's type in the mapping.
    """

    name: str
    label: str
    align: str
    kind: str
    is_sortable: bool
    width: str


@dataclass(frozen=True)
class ResourceRow:
    """One row; ``cells`` follow the columns.

    Attributes:
        is_rejected: The document does not fit the mapping; its first cell says why.
    """

    id: str
    title: str
    cells: list[str]
    is_rejected: bool = False


@dataclass(frozen=True)
class ResourceTable:
    """Everything that has been scrolled through so far.

    Attributes:
        rejected: How many of the rows do not fit the mapping.
    """

    rows: list[ResourceRow] = field(default_factory=list)
    rejected: int = 0

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Property:
    """One value of a row, with its name for people."""

    label: str
    value: str


@dataclass(frozen=True)
class ResourceDetail:
    """One row with everything that is known of it.

    Attributes:
        json: The whole document as the external database has it, indented.
        read_at: When it was read: ISO 8601, UTC.
    """

    id: str
    title: str
    resource_label: str
    properties: list[Property]
    json: str
    read_at: str


@dataclass(frozen=True)
class Choice:
    """One value that a filter can ask for."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldChoices:
    """A field that rows can be filtered by, with the values that occur."""

    name: str
    label: str
    choices: list[Choice]


def table_fields(resource: ResourceMapping) -> tuple[FieldMapping, ...]:
    """The fields that are worth a column: plain values, in the order of the mapping."""
    return tuple(declared for declared in resource.fields if declared.type in TABLE_TYPES)[:MAX_COLUMNS]


def title_label(resource: ResourceMapping) -> str:
    """The header of a first column with the titles; empty where the first column shows the same anyway."""
    first = table_fields(resource)[:1]
    return "" if first and first[0].path == resource.title else "Title"


def columns(resource: ResourceMapping) -> list[Column]:
    """The columns of a resource's table, after the one with the title."""
    return [_column(declared) for declared in table_fields(resource)]


def _column(declared: FieldMapping) -> Column:
    align = "right" if declared.type in NUMBERS else "left"
    return Column(declared.name, declared.label, align, declared.type, is_sortable=declared.is_sortable, width="")


def resource_table(resource: ResourceMapping, data: InfiniteData[ResourcePage]) -> ResourceTable:
    """The rows of all pages; a document of another shape keeps its place in the list and says what is wrong with it."""
    fields = table_fields(resource)
    rows: list[ResourceRow] = []
    for page in data.pages:
        rows += [_row(item, fields) for item in page.items]
        rows += [ResourceRow(item.id, item.id or "(no id)", [item.reason], is_rejected=True) for item in page.rejected]
    return ResourceTable(rows, sum(row.is_rejected for row in rows))


def _row(item: SharedResource, fields: tuple[FieldMapping, ...]) -> ResourceRow:
    return ResourceRow(item.id, item.title, [cell(item.fields.get(declared.name)) for declared in fields])


def cell(value: Any) -> str:
    """A value in one line; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case {"lat": lat, "lon": lon}:
            return f"{lat}, {lon}"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _in_full(declared: FieldMapping, value: Any) -> str:
    if declared.type == "datetime" and value:
        return f"{datetime.fromisoformat(value):%d %b %Y, %H:%M:%S} UTC"
    return cell(value)


def resource_detail(resource: ResourceMapping, item: SharedResource) -> ResourceDetail:
    """Everything about one row."""
    properties = [Property(declared.label, _in_full(declared, item.fields.get(declared.name))) for declared in resource.fields]
    document = json.dumps(item.document, indent=2, ensure_ascii=False)
    return ResourceDetail(item.id, item.title, resource.label, properties, document, item.read_at.isoformat())


def field_choices(resource: ResourceMapping, values: Mapping[str, list[str]]) -> list[FieldChoices]:
    """The filter menu of a resource; a field without values is left out."""
    return [
        FieldChoices(name, resource.by_name[name].label, [Choice(value, value) for value in found])
        for name, found in values.items()
        if found
    ]
