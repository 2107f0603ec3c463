"""The 48 px over every page: menu, breadcrumb, the page's own actions, connection."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from components.elements import icon_button
from components.layout.breadcrumb import breadcrumb
from components.layout.link import live_dot
from components.layout.navigation import Trail


def page_header(trail: Trail, *, drawer: rx.Component, actions: Sequence[rx.Component] = ()) -> rx.Component:
    """Build the header; *drawer* is the phone's menu, *actions* stand before the connection."""
    return rx.el.header(
        drawer,
        _sidebar_button("panel-left-close", "Collapse the sidebar", value="collapsed", class_name="rf-collapse"),
        _sidebar_button("panel-left-open", "Expand the sidebar", value="open", class_name="rf-expand"),
        breadcrumb(trail),
        *actions,
        live_dot(),
        class_name="rf-head",
    )


def _sidebar_button(icon: str, label: str, *, value: str, class_name: str) -> rx.Component:
    press = rx.call_script(f"refetch.sidebar('{value}')")
    return icon_button(icon, label, size="1", class_name=f"{class_name} rf-side-toggle rf-hide-mobile", on_click=press)
