"""The columns of a plain table: one description for its header, its rows and its skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from components.elements import data_attributes
from components.handlers import OnChoose, Text
from components.theme import ICON_TINY


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column.

    Attributes:
        name: The field, as the sort order names it.
        width: CSS length; "auto" shares what is left.
        hide_below: Hidden on screens narrower than a desk ("tablet": 1100 px).
        is_label_hidden: The label is for screen readers only.
    """

    name: str
    label: str
    width: str = "auto"
    align: Literal["left", "right"] = "left"
    is_sortable: bool = False
    hide_below: Literal["", "tablet"] = ""
    is_label_hidden: bool = False

    @property
    def class_name(self) -> str:
        """Classes of every cell in this column."""
        names = ["rf-right"] if self.align == "right" else []
        return " ".join([*names, *(["rf-hide-tablet"] if self.hide_below else [])])


def table_head(columns: Sequence[TableColumn], *, sort: Text, on_sort: OnChoose) -> rx.Component:
    """Header row; a press on a sortable column calls ``on_sort(name)``. *sort* is "name", or "-name" when descending."""
    return rx.el.thead(rx.el.tr(*[_head_cell(column, sort=sort, on_sort=on_sort) for column in columns]))


def _head_cell(column: TableColumn, *, sort: Text, on_sort: OnChoose) -> rx.Component:
    cell: dict[str, Any] = {"scope": "col", "width": column.width, "class_name": column.class_name}
    if not column.is_sortable:
        return rx.el.th(rx.el.span(column.label, class_name="rf-sr" if column.is_label_hidden else ""), **cell)
    is_up, is_down = sort == column.name, sort == f"-{column.name}"
    mark = rx.cond(
        is_up,
        rx.icon("arrow-up", size=ICON_TINY, aria_hidden="true"),
        rx.cond(
            is_down,
            rx.icon("arrow-down", size=ICON_TINY, aria_hidden="true"),
            rx.icon("chevrons-up-down", size=ICON_TINY, class_name="rf-thbtn-idle", aria_hidden="true"),
        ),
    )
    order = rx.cond(is_up, "ascending", rx.cond(is_down, "descending", "none"))
    press = rx.el.button(column.label, mark, type="button", class_name="rf-thbtn", on_click=on_sort(column.name))
    return rx.el.th(press, custom_attrs={"aria-sort": order}, **cell)


def skeleton_table(columns: Sequence[TableColumn], *, rows: int = 12, label: str = "Loading") -> rx.Component:
    """The table's shape before its rows: same widths and heights, so nothing moves when they come. Shown after 150 ms."""
    head = [
        rx.el.td(rx.el.span("" if column.is_label_hidden else column.label), width=column.width, class_name=column.class_name)
        for column in columns
    ]
    body = [
        rx.el.tr(*[_skeleton_cell(column, row=row, place=place) for place, column in enumerate(columns)]) for row in range(rows)
    ]
    return rx.el.div(
        rx.el.span(label, class_name="rf-sr"),
        rx.el.table(
            rx.el.thead(rx.el.tr(*head)),
            rx.el.tbody(*body),
            class_name="rf-table rf-table-skeleton",
            aria_hidden="true",
            custom_attrs=data_attributes(cards="false"),
        ),
        class_name="rf-table-scroll rf-after",
        role="status",
        aria_busy="true",
    )


# Uneven on purpose: bars of one length read as a pattern, not as rows to come.
_BARS = ("62%", "48%", "56%", "70%", "44%", "60%")


def _skeleton_cell(column: TableColumn, *, row: int, place: int) -> rx.Component:
    bar = rx.el.span(class_name="rf-sk", style={"width": _BARS[(row + 2 * place) % len(_BARS)]})
    if place == 0:
        bar = rx.el.span(rx.el.span(class_name="rf-sk rf-sk-round"), bar, class_name="rf-row rf-gap-3")
    elif column.is_label_hidden:
        bar = rx.fragment()
    return rx.el.td(bar, class_name=column.class_name)
