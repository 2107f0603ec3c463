"""A table for long lists: only the rows in view are in the document, and the end asks for more."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.handlers import Flag, OnPress, OnValue, Text

_ASSET = rx.asset("virtual_table.jsx", shared=True)
_PACKAGES = ["@tanstack/react-virtual@3.14.26"]


class VirtualTable(rx.NoSSRComponent):
    """About 40 row elements, however long the list is; fills the height it is given.

    A grid for screen readers and the keyboard: arrows, Page Up and Down, Home and End move, Enter chooses. Below 768 px each
    row is a card of title and two values.
    """

    library = f"$/public/{_ASSET}"
    tag = "VirtualTable"
    lib_dependencies: list[str] = _PACKAGES

    # Rows with name, label, align ("left" or "right"), kind, is_sortable, width (CSS track; "" shares what is left).
    columns: rx.Var[Any]
    # Rows with id, title and cells; cells[i] belongs to columns[i].
    rows: rx.Var[Any]
    # Pixels on a desk; compact density takes 6 off.
    row_height: rx.Var[int]
    # Header of a first column that shows each row's title; "" for none.
    title_label: rx.Var[str]
    selected_id: rx.Var[str]
    # "name", or "-name" when descending.
    sort: rx.Var[str]
    # Changes when another list is shown (search, filters): scrolls to the top.
    list_key: rx.Var[str]
    # What the list is called.
    label: rx.Var[str]
    # How many rows there are in all; -1 when nobody knows.
    total: rx.Var[int]
    is_fetching_next: rx.Var[bool]
    is_next_error: rx.Var[bool]
    has_next: rx.Var[bool]
    # The rows step back to the secondary text colour.
    is_stale: rx.Var[bool]

    on_end_reached: rx.EventHandler[rx.event.no_args_event_spec]
    on_select: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_sort: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def virtual_table(
    columns: Any,
    rows: Any,
    *,
    label: Text,
    selected_id: Text,
    sort: Text,
    on_select: OnValue,
    on_sort: OnValue,
    on_end_reached: OnPress,
    has_next: Flag,
    is_fetching_next: Flag,
    is_next_error: Flag = False,
    is_stale: Flag = False,
    title_label: Text = "",
    list_key: Text = "",
    total: Any = -1,
    row_height: int = 36,
) -> rx.Component:
    """Draw *rows*; ``on_end_reached()`` once near the end, and again after they grew. See ``VirtualTable`` for the shapes."""
    return VirtualTable.create(
        columns=columns,
        rows=rows,
        label=label,
        selected_id=selected_id,
        sort=sort,
        on_select=on_select,
        on_sort=on_sort,
        on_end_reached=on_end_reached,
        has_next=has_next,
        is_fetching_next=is_fetching_next,
        is_next_error=is_next_error,
        is_stale=is_stale,
        title_label=title_label,
        list_key=list_key,
        total=total,
        row_height=row_height,
    )
