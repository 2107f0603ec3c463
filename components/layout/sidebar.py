"""The pages of the console, and who is signed in. Start at ``sidebar``; ``nav_drawer`` is the same on phones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from components.elements import icon_button
from components.layout.navigation import NavGroup, NavItem, Person
from components.layout.user_menu import user_menu
from components.theme import ICON, ICON_SMALL


def sidebar(nav: Sequence[NavGroup], *, active: str, person: Person) -> rx.Component:
    """The column on the left; collapsed to icons below 1100 px or on request. *active* is the label of the open page."""
    return _column(nav, active=active, person=person, wrap=lambda link: link, class_name="rf-side")


def nav_drawer(nav: Sequence[NavGroup], *, active: str, person: Person) -> rx.Component:
    """The menu button of the header on phones, and the drawer it opens. Needs no state: it lives in the browser."""
    return rx.dialog.root(
        rx.dialog.trigger(icon_button("menu", "Open the menu", class_name="rf-hide-desktop")),
        rx.dialog.content(
            rx.dialog.title("Menu", class_name="rf-sr"),
            rx.dialog.description("Pages of the console", class_name="rf-sr"),
            _column(nav, active=active, person=person, wrap=rx.dialog.close, class_name="rf-side rf-side-drawer"),
            class_name="rf-drawer",
        ),
    )


def _column(
    nav: Sequence[NavGroup],
    *,
    active: str,
    person: Person,
    wrap: Callable[..., rx.Component],
    class_name: str,
) -> rx.Component:
    groups: list[rx.Component] = []
    for group in nav:
        links = [_item(item, is_active=item.label == active, wrap=wrap) for item in group.items]
        groups += [rx.el.p(group.title, class_name="rf-group"), rx.el.ul(*links, class_name="rf-nav")]
    return rx.el.nav(
        rx.el.div(_organisation(person), class_name="rf-side-top"),
        rx.el.div(*groups, class_name="rf-side-body"),
        rx.el.div(user_menu(person), class_name="rf-side-foot"),
        class_name=class_name,
        aria_label="Main",
    )


def _organisation(person: Person) -> rx.Component:
    mark = rx.icon("refresh-cw", size=ICON_SMALL, stroke_width=2.4, aria_hidden="true")
    return rx.el.div(
        rx.el.span(mark, class_name="rf-ws-mark"),
        rx.el.span(person.organisation, class_name="rf-ws-name rf-label rf-truncate"),
        class_name="rf-ws",
    )


def _item(item: NavItem, *, is_active: bool, wrap: Callable[..., rx.Component]) -> rx.Component:
    attributes: dict[str, Any] = {"data-keys": item.keys} if item.keys else {}
    if is_active:
        attributes["aria-current"] = "page"
    link = rx.link(
        rx.icon(item.icon, size=ICON, aria_hidden="true"),
        rx.el.span(item.label, class_name="rf-label"),
        href=item.href,
        class_name="rf-nav-item",
        underline="none",
        title=item.label,
        custom_attrs=attributes,
    )
    entry = rx.el.li(wrap(link))
    return entry if item.is_shown is True else rx.cond(item.is_shown, entry)
