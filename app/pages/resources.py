"""The external database: an endless list of one resource, filters, and one record in full."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from app.pages.frame import framed
from components.elements import clock_time
from components.layout import list_page, padded, split_page, title_row
from components.query import failed, freshness_of, query_boundary, query_claim, stale
from components.resources import (
    metric,
    resource_detail,
    resource_detail_skeleton,
    resource_detail_state,
    resource_table,
    resource_table_skeleton,
    source_health,
)
from components.states import empty_filtered, empty_first_use
from components.table import (
    display_menu,
    filter_bar,
    list_footer,
    search_field,
    spacer,
    table_frame,
    toolbar,
)
from state.resources_state import ResourcesState


def resources_page() -> rx.Component:
    """Health of the source, filters, and list with detail."""
    rows = ResourcesState.rows
    return framed(
        query_claim(ResourcesState.row_count),
        query_claim(ResourcesState.choices),
        list_page(
            title_row(ResourcesState.resource_label, _switch(), count=ResourcesState.row_count.data.text),
            padded(_health()),
            toolbar(
                filter_bar(
                    ResourcesState.filters,
                    choices=ResourcesState.choices.data,
                    on_add=ResourcesState.add_filter,
                    on_toggle=ResourcesState.toggle_filter,
                    on_remove=ResourcesState.remove_filter,
                    on_clear=ResourcesState.clear_filters,
                ),
                spacer(),
                search_field(ResourcesState.search, on_search=ResourcesState.set_search, label="Search resources"),
                display_menu(),
            ),
            split_page(_list(), _record(), is_open=ResourcesState.selected_id != ""),
            list_footer(
                ResourcesState.summary,
                freshness=freshness_of(rows),
            ),
        ),
        active="Resources",
        trail=((ResourcesState.resource_label, ""),),
    )


def _switch() -> rx.Component:
    """Another resource of the mapping; nothing to choose while there is one only."""
    options = rx.foreach(ResourcesState.names, lambda item: rx.el.option(item.label, value=item.name))
    switch = rx.el.select(
        options,
        value=ResourcesState.resource,
        on_change=ResourcesState.set_resource,
        class_name="rf-input rf-select",
        aria_label="Resource",
    )
    return rx.cond(ResourcesState.has_several, switch)


def _health() -> rx.Component:
    rows = ResourcesState.rows
    message = rx.cond(rows.is_error, "Rows come from the cache; it tries again by itself.", "Rows are read again every 30 s.")
    rejected = ResourcesState.rejected
    return source_health(
        metric("Last answer", rx.cond(rows.updated_at > 0, clock_time(rows.updated_at), "—"), "of the external database"),
        metric("Rows", ResourcesState.row_count.data.text, "match search and filters"),
        metric("Another shape", rejected, "rows do not fit the mapping"),
        name=ResourcesState.resource_label,
        where="External database · read only",
        state=rx.cond(rows.is_error, "failing", rx.cond(rows.has_data, "ok", "unknown")),
        message=message,
    )


def _list() -> rx.Component:
    rows = ResourcesState.rows
    return table_frame(
        query_boundary(
            rows,
            data=_table,
            pending=resource_table_skeleton(),
            error=partial(failed, title="The external database could not be read"),
            stale_error=stale,
            empty=rx.cond(
                ResourcesState.is_filtered,
                empty_filtered("row", on_clear=ResourcesState.clear_filters),
                empty_first_use("database", "Nothing here yet", "The external database has no rows of this kind."),
            ),
        ),
        is_fetching=rows.is_placeholder_data & rows.is_fetching,
    )


def _table(data: Any) -> rx.Component:
    rows = ResourcesState.rows
    return resource_table(
        ResourcesState.table_columns,
        data.rows,
        label=ResourcesState.resource_label,
        title_label=ResourcesState.title_label,
        selected_id=ResourcesState.selected_id,
        sort=ResourcesState.sort,
        list_key=ResourcesState.list_key,
        total=ResourcesState.row_count.data.value,
        on_select=ResourcesState.select,
        on_sort=ResourcesState.sort_by,
        on_end_reached=rows.fetch_next_page,
        has_next=rows.has_next_page,
        is_fetching_next=rows.is_fetching_next_page,
        is_next_error=rows.is_error,
        is_stale=rows.is_error,
    )


def _record() -> rx.Component:
    close = ResourcesState.select("")
    return query_boundary(
        ResourcesState.detail,
        data=lambda detail: resource_detail(detail, on_close=close),
        pending=resource_detail_skeleton(on_close=close),
        error=lambda detail: resource_detail_state(failed(detail, title="The record could not be read"), on_close=close),
    )
