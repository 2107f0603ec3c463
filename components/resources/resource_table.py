"""Rows of the external database: one long list, of which only the visible part is in the page. Start at ``resource_table``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import data_attributes
from components.handlers import Flag, OnPress, OnValue, Text
from components.table import virtual_table


def resource_table(
    columns: Any,
    rows: Any,
    *,
    label: Text,
    title_label: Text,
    selected_id: Text,
    sort: Text,
    list_key: Text,
    total: Any,
    on_select: OnValue,
    on_sort: OnValue,
    on_end_reached: OnPress,
    has_next: Flag,
    is_fetching_next: Flag,
    is_next_error: Flag,
    is_stale: Flag = False,
) -> rx.Component:
    """Draw *rows* (a var of ``ResourceRow``) under *columns* (a var of ``Column``).

    *title_label* heads a first column with each row's title; "" when the title is one of the columns anyway. *list_key* is any
    text that changes with search and filters, so that another list opens at its top. *total* is -1 while unknown.
    """
    return virtual_table(
        columns,
        rows,
        label=label,
        title_label=title_label,
        selected_id=selected_id,
        sort=sort,
        list_key=list_key,
        total=total,
        on_select=on_select,
        on_sort=on_sort,
        on_end_reached=on_end_reached,
        has_next=has_next,
        is_fetching_next=is_fetching_next,
        is_next_error=is_next_error,
        is_stale=is_stale,
    )


def resource_table_skeleton(rows: int = 16) -> rx.Component:
    """The list before its rows; shown after 150 ms."""
    bars = ("34%", "26%", "30%", "38%", "24%", "32%")
    lines = [
        rx.el.div(
            rx.el.span(class_name="rf-sk", style={"width": bars[index % len(bars)]}),
            rx.el.span(class_name="rf-sk rf-hide-mobile", style={"width": "18%"}),
            rx.el.span(class_name="rf-sk rf-hide-mobile", style={"width": "12%"}),
            class_name="rf-vsk",
        )
        for index in range(rows)
    ]
    return rx.el.div(
        rx.el.span("Loading", class_name="rf-sr"),
        rx.el.div(class_name="rf-vsk rf-vsk-head", aria_hidden="true"),
        rx.el.div(*lines, aria_hidden="true"),
        role="status",
        aria_busy="true",
        class_name="rf-after rf-vsk-box",
        custom_attrs=data_attributes(skeleton="true"),
    )
