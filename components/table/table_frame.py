"""What surrounds the rows of a list: scrolling frame above, paging below. Start at ``table_frame``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button
from components.handlers import Flag, OnPress
from components.theme import ICON_SMALL


def table_frame(*children: rx.Component, is_fetching: Flag) -> rx.Component:
    """Take the height that remains; a thin line moves along the top while *is_fetching*."""
    progress = rx.cond(is_fetching, rx.el.div(class_name="rf-progress rf-after", aria_hidden="true"))
    return rx.el.div(progress, *children, class_name="rf-table-wrap")


def toolbar(*children: rx.Component) -> rx.Component:
    """One line over the table: filters left, search and display right (put ``spacer()`` between)."""
    return rx.el.div(*children, class_name="rf-toolbar")


def spacer() -> rx.Component:
    """Push what follows to the right; nothing on phones, where the toolbar wraps."""
    return rx.el.div(class_name="rf-grow rf-hide-mobile")


def table_footer(
    summary: Any,
    *,
    freshness: rx.Component,
    has_previous: Flag,
    has_next: Flag,
    on_previous: OnPress,
    on_next: OnPress,
) -> rx.Component:
    """Say which rows these are and how fresh, and lead to the pages before and after; no page numbers, no exact count."""
    return rx.el.div(
        rx.el.span(summary, class_name="rf-num rf-truncate"),
        rx.el.div(class_name="rf-grow"),
        freshness,
        rx.el.nav(
            button(
                rx.el.span("Previous", class_name="rf-hide-mobile"),
                icon="chevron-left",
                kind="ghost",
                size="1",
                disabled=~_var(has_previous),
                on_click=on_previous,
                aria_label="Previous page",
            ),
            button(
                rx.el.span("Next", class_name="rf-hide-mobile"),
                rx.icon("chevron-right", size=ICON_SMALL, aria_hidden="true"),
                kind="ghost",
                size="1",
                disabled=~_var(has_next),
                on_click=on_next,
                aria_label="Next page",
            ),
            aria_label="Pages",
            class_name="rf-row",
        ),
        class_name="rf-foot",
    )


def list_footer(summary: Any, *, freshness: rx.Component) -> rx.Component:
    """The footer of an infinite list: which rows these are and how fresh."""
    return rx.el.div(
        rx.el.span(summary, class_name="rf-num rf-truncate"),
        rx.el.div(class_name="rf-grow"),
        freshness,
        class_name="rf-foot",
    )


def _var(value: Flag) -> rx.vars.BooleanVar:
    return rx.Var.create(value).to(bool)
