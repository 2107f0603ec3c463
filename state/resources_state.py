"""What the resources page does: an endless list of one external resource, filters, and one row in full."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import reflex as rx

from data.repositories import ListQuery, Where
from data.sources import FieldMapping, ResourceMapping, SharedResource
from state.auth import public, require
from state.auth_state import UserScoped
from state.binding import query_var, text_from_browser
from state.query import InfiniteQueryOptions, QueryOptions, keep_previous_data
from state.resources.resource_rows import (
    Column,
    FieldChoices,
    ResourceDetail,
    ResourceTable,
    columns,
    field_choices,
    resource_detail,
    resource_table,
    title_label,
)
from state.resources.selection import selected
from state.resources.shared_resources import (
    shared_resource_choices,
    shared_resource_count,
    shared_resource_detail,
    shared_resource_pages,
)
from state.resources.totals import Total, total
from state.runtime import is_running, runtime

PAGE_SIZE = 100
MAX_FILTERS = 10


@dataclass(frozen=True)
class ResourceName:
    """One resource of the mapping, for the switch between them."""

    name: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One condition on a field.

    Attributes:
        name: The field.
        is_on: A filter can be switched off without being forgotten.
    """

    name: str
    label: str
    value: str
    operator: str = "is"
    is_on: bool = True


# The select functions of one resource: the same objects each time, so that what they return is shared between sessions.


@cache
def _table_of(resource: str) -> Callable[[Any], ResourceTable]:
    return lambda data: resource_table(_mapping(resource), data)


@cache
def _detail_of(resource: str) -> Callable[[SharedResource], ResourceDetail]:
    return lambda item: resource_detail(_mapping(resource), item)


@cache
def _choices_of(resource: str) -> Callable[[dict[str, list[str]]], list[FieldChoices]]:
    return lambda values: field_choices(_mapping(resource), values)


def _mapping(resource: str) -> ResourceMapping:
    return runtime().source.resources()[resource]


class ResourcesState(UserScoped):
    """The page of the external database.

    Attributes:
        selected_id: The row that is open; empty if none.
    """

    search: str = ""
    sort: str = "id"
    filters: list[Filter] = []
    selected_id: str = ""
    _asked: str = ""

    @rx.var
    def resource(self) -> str:
        """Name of the resource in view: the one that was asked for, or the first; empty while nobody is signed in."""
        if self.principal is None or not is_running():
            return ""
        resources = runtime().source.resources()
        return self._asked if self._asked in resources else next(iter(resources), "")

    @rx.var
    def names(self) -> list[ResourceName]:
        """Every resource of the mapping, for the switch between them."""
        resources = runtime().source.resources() if self.resource else {}
        return [ResourceName(name, item.label) for name, item in resources.items()]

    @rx.var
    def resource_label(self) -> str:
        """What the resource in view is called."""
        return _mapping(self.resource).label if self.resource else ""

    @rx.var
    def table_columns(self) -> list[Column]:
        """The columns of its table, beside the one with the titles."""
        return columns(_mapping(self.resource)) if self.resource else []

    @rx.var
    def title_label(self) -> str:
        """The header of the column with the titles; empty if there is none."""
        return title_label(_mapping(self.resource)) if self.resource else ""

    def _declared(self, field: str) -> FieldMapping | None:
        return _mapping(self.resource).by_name.get(field) if self.resource else None

    def _query(self) -> ListQuery:
        where = tuple(Where(item.name, "eq", item.value) for item in self.filters if item.is_on)
        return ListQuery(where=where, search=self.search, sort=self.sort, limit=PAGE_SIZE)

    @query_var
    @require("resources:read")
    def rows(self) -> InfiniteQueryOptions[ResourceTable]:
        """All rows that were scrolled through; while another list loads, this one stays."""
        pages = shared_resource_pages(runtime().source, self.resource, self._query())
        return selected(pages, _table_of(self.resource), placeholder_data=keep_previous_data, enabled=bool(self.resource))

    @query_var
    @require("resources:read")
    def row_count(self) -> QueryOptions[Total]:
        """How many rows match."""
        count = shared_resource_count(runtime().source, self.resource, self._query())
        return selected(count, total, placeholder_data=keep_previous_data, enabled=bool(self.resource))

    @query_var
    @require("resources:read")
    def detail(self) -> QueryOptions[ResourceDetail]:
        """The row that is open."""
        detail = shared_resource_detail(runtime().source, self.resource, self.selected_id)
        return selected(detail, _detail_of(self.resource), enabled=bool(self.resource and self.selected_id))

    @query_var
    @require("resources:read")
    def choices(self) -> QueryOptions[list[FieldChoices]]:
        """What the filter menu offers."""
        choices = shared_resource_choices(runtime().source, self.resource)
        return selected(choices, _choices_of(self.resource), enabled=bool(self.resource))

    @rx.event
    @public
    def open(self) -> None:
        """The page was opened: note which resource its address names. What may be seen of it is asked when it is read.

        Runs before the browser has said who is signed in, and again after a reconnect; then it changes nothing.
        """
        if asked := self.router.url.query_parameters.get("resource", ""):
            self._show(asked)

    @rx.event
    @require("resources:read")
    def set_resource(self, name: str) -> None:
        """Look at another resource."""
        self._show(name)

    def _show(self, name: str) -> None:
        name = text_from_browser(name)
        if name != self._asked:
            self._asked = name
            self.search, self.sort, self.filters = "", "id", []
            self.selected_id = ""

    @rx.event
    @require("resources:read")
    def set_search(self, text: str) -> None:
        """Look for words in the searchable fields."""
        self.search = text_from_browser(text)

    @rx.event
    @require("resources:read")
    def sort_by(self, field: str) -> None:
        """Sort by a field; a second press turns the direction."""
        declared = self._declared(text_from_browser(field))
        if declared and declared.is_sortable:
            self.sort = f"-{field}" if self.sort == field else field

    @rx.event
    @require("resources:read")
    def add_filter(self, field: str, value: str) -> None:
        """Show only rows with this value in a field."""
        declared = self._declared(text_from_browser(field))
        if declared and declared.is_filterable and len(self.filters) < MAX_FILTERS:
            others = [item for item in self.filters if item.name != field]
            self.filters = [*others, Filter(field, declared.label, text_from_browser(value))]

    @rx.event
    @require("resources:read")
    def toggle_filter(self, field: str) -> None:
        """Switch a filter off without forgetting it, or on again."""
        self.filters = [replace(item, is_on=not item.is_on) if item.name == field else item for item in self.filters]

    @rx.event
    @require("resources:read")
    def remove_filter(self, field: str) -> None:
        """Forget a filter."""
        self.filters = [item for item in self.filters if item.name != field]

    @rx.event
    @require("resources:read")
    def clear_filters(self) -> None:
        """Show everything again."""
        self.search, self.filters = "", []

    @rx.event
    @require("resources:read")
    def select(self, resource_id: str) -> None:
        """Open a row, or close it."""
        self.selected_id = text_from_browser(resource_id)

    @rx.var
    def list_key(self) -> str:
        """Changes whenever another list is asked for, so that it opens at its top."""
        conditions = [f"{item.name}={item.value}" for item in self.filters if item.is_on]
        return "|".join([self.resource, self.sort, self.search, *conditions])

    @rx.var
    def rejected(self) -> int:
        """How many of the rows read so far do not fit the mapping."""
        return self.rows.data.rejected if self.rows.data else 0

    @rx.var
    def summary(self) -> str:
        """How much of the list has been read, like ``300 of 1,564 rows read``."""
        shown = len(self.rows.data or ())
        count = self.row_count.data
        return f"{shown:,} of {count.text} rows read" if count else f"{shown:,} rows read"

    @rx.var
    def has_several(self) -> bool:
        """Whether there is another resource to choose."""
        return len(self.names) > 1

    @rx.var
    def is_filtered(self) -> bool:
        """Whether fewer than all rows are asked for."""
        return bool(self.search or any(item.is_on for item in self.filters))
