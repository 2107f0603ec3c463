"""The three shapes of a page: a list that fills the height, a detail with a side column, and a bare page without the frame."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import data_attributes, flag
from components.handlers import Flag, Text


def title_row(title: Text, *actions: rx.Component, count: Any = None, count_title: str = "") -> rx.Component:
    """The page's heading, how many rows there are (*count*: text, "10,000+"), and its main actions."""
    counted = [rx.el.span(count, class_name="rf-count", title=count_title)] if count is not None else []
    return rx.el.div(
        rx.el.h1(title, class_name="rf-title"),
        *counted,
        rx.el.div(class_name="rf-grow"),
        *actions,
        class_name="rf-title-row rf-pad",
    )


def list_page(*parts: rx.Component) -> rx.Component:
    """Title row, tabs, toolbar, table and footer, one under the other; the table gets the height that remains."""
    return rx.el.div(*parts, class_name="rf-page-list")


def padded(*children: rx.Component) -> rx.Component:
    """A block between title and toolbar of a list page, with the page's gutters."""
    return rx.el.div(*children, class_name="rf-pad rf-pad-block")


def split_page(table: rx.Component, detail: rx.Component, *, is_open: Flag) -> rx.Component:
    """A list with the detail of one row beside it; below 1100 px the detail lies over the list while *is_open*."""
    return rx.el.div(
        rx.el.div(table, class_name="rf-split-list"),
        rx.cond(is_open, rx.el.div(detail, class_name="rf-split-detail")),
        class_name="rf-split",
        custom_attrs=data_attributes(open=flag(is_open)),
    )


def detail_page(*main: rx.Component, side: rx.Component) -> rx.Component:
    """What happened to a thing on the left, what it is on the right."""
    return rx.el.div(
        rx.el.div(*main, class_name="rf-detail-main"),
        rx.el.aside(side, class_name="rf-detail-side", aria_label="Properties"),
        class_name="rf-detail",
    )


def bare_page(*children: rx.Component) -> rx.Component:
    """A page without the frame, its content in the middle: sign-in, an address that does not exist."""
    return rx.el.main(*children, id="main", class_name="rf-bare")
