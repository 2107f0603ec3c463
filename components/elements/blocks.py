"""Containers of small content: a framed section, a list of properties, a note, a menu. Start at ``section``."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from components.elements.attributes import data_attributes
from components.handlers import Text
from components.theme import ICON_SMALL

Tone = Literal["info", "warn", "danger"]


def section(
    title: str,
    *children: rx.Component,
    sub: Text = "",
    action: rx.Component | None = None,
    foot: rx.Component | None = None,
) -> rx.Component:
    """A framed region with a heading. Never put one inside another."""
    head: list[rx.Component] = [rx.el.h2(title, class_name="rf-h2")]
    if not (isinstance(sub, str) and sub == ""):
        head.append(rx.el.p(sub, class_name="rf-sub rf-truncate"))
    return rx.el.section(
        rx.el.div(*head, rx.el.div(class_name="rf-grow"), *([action] if action else []), class_name="rf-section-head"),
        *children,
        *([rx.el.div(foot, class_name="rf-section-foot")] if foot else []),
        class_name="rf-section",
        aria_label=title,
    )


def property_list(*rows: tuple[str, rx.Component]) -> rx.Component:
    """Labels left, values right."""
    items: list[rx.Component] = []
    for label, value in rows:
        items += [rx.el.dt(label), rx.el.dd(value)]
    return rx.el.dl(*items, class_name="rf-props")


def properties_of(properties: Any) -> rx.Component:
    """The same list from a var: rows with ``label`` and ``value``."""
    return rx.el.dl(
        rx.foreach(properties, lambda row: rx.fragment(rx.el.dt(row.label), rx.el.dd(row.value))),
        class_name="rf-props",
    )


def note(text: Any, *actions: rx.Component, icon: str, tone: Tone = "warn") -> rx.Component:
    """A line over content that is still useful."""
    return rx.el.div(
        rx.icon(icon, size=ICON_SMALL, aria_hidden="true"),
        rx.el.span(text, class_name="rf-grow"),
        *actions,
        class_name="rf-note",
        role="status",
        custom_attrs=data_attributes(tone=tone),
    )


def menu(trigger: rx.Component, *items: rx.Component, align: Literal["start", "end"] = "end", width: str = "") -> rx.Component:
    """A dropdown under *trigger*; build its items with ``menu_item`` and ``menu_line``."""
    size: dict[str, Any] = {"width": width} if width else {}
    content = rx.dropdown_menu.content(*items, size="1", align=align, variant="soft", **size)
    return rx.dropdown_menu.root(rx.dropdown_menu.trigger(trigger), content, modal=False)


def menu_item(label: Any, *, on_select: Any, is_danger: bool = False, shortcut: str = "") -> rx.Component:
    """One entry of a menu."""
    props: dict[str, Any] = {"class_name": "rf-menu-danger"} if is_danger else {}
    if shortcut:
        props["shortcut"] = shortcut
    return rx.dropdown_menu.item(label, on_select=on_select, **props)


def menu_line() -> rx.Component:
    """A line between two groups of a menu."""
    return rx.dropdown_menu.separator()
