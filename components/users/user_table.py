"""The list of users: a table on a desk, cards on a phone. Start at ``user_table``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from components.elements import (
    avatar,
    data_attributes,
    flag,
    icon_button,
    menu,
    menu_item,
    menu_line,
    relative_time,
    role_badge,
    status_label,
)
from components.handlers import Flag, OnChoose, Text
from components.table import TableColumn, skeleton_table, table_head

USER_COLUMNS = (
    TableColumn("name", "Name", is_sortable=True),
    TableColumn("email", "E-mail", is_sortable=True),
    TableColumn("role", "Role", width="108px", is_sortable=True),
    TableColumn("status", "Status", width="132px", is_sortable=True),
    TableColumn("title", "Title", width="176px", hide_below="tablet"),
    TableColumn("last_seen_at", "Last seen", width="128px", is_sortable=True),
    TableColumn("actions", "Actions", width="56px", is_label_hidden=True),
)


def user_table(
    rows: Any,
    *,
    href: Callable[[Any], Any],
    sort: Text,
    on_sort: OnChoose,
    can_write: Flag,
    can_delete: Flag,
    on_edit: OnChoose,
    on_delete: OnChoose,
    is_stale: Flag = False,
) -> rx.Component:
    """Draw *rows* (a var of ``UserRow``).

    *href* builds the address of one user from the id; ``on_sort(name)``, ``on_edit(id)`` and ``on_delete(id)`` follow a press.
    *is_stale* lets the rows step back when they could not be read again.
    """

    def actions(user: Any) -> rx.Component:
        return user_actions(user, href=href, can_write=can_write, can_delete=can_delete, on_edit=on_edit, on_delete=on_delete)

    table = rx.el.table(
        rx.el.caption("Users", class_name="rf-sr"),
        table_head(USER_COLUMNS, sort=sort, on_sort=on_sort),
        rx.el.tbody(rx.foreach(rows, lambda user: _row(user, href=href, actions=actions(user)))),
        class_name="rf-table",
    )
    cards = rx.el.ul(
        rx.foreach(rows, lambda user: _card(user, href=href, actions=actions(user))), class_name="rf-cards", aria_label="Users"
    )
    return rx.el.div(table, cards, class_name="rf-table-scroll", custom_attrs=data_attributes(stale=flag(is_stale)))


def user_table_skeleton(rows: int = 14) -> rx.Component:
    """The same table before its rows."""
    return skeleton_table(USER_COLUMNS, rows=rows, label="Loading users")


def user_actions(
    user: Any,
    *,
    href: Callable[[Any], Any],
    can_write: Flag,
    can_delete: Flag,
    on_edit: OnChoose,
    on_delete: OnChoose,
) -> rx.Component:
    """The menu of one row; what this person may not do is not in it."""
    return menu(
        icon_button("ellipsis", f"Actions for {user.name}", size="1", class_name="rf-rowmenu"),
        menu_item("Open", on_select=rx.redirect(href(user.id))),
        menu_item("Copy identifier", on_select=[rx.set_clipboard(user.id), rx.toast("Identifier copied")]),
        rx.cond(can_write, menu_item("Edit…", on_select=on_edit(user.id))),
        rx.cond(can_delete, rx.fragment(menu_line(), menu_item("Delete…", on_select=on_delete(user.id), is_danger=True))),
    )


def _row(user: Any, *, href: Callable[[Any], Any], actions: rx.Component) -> rx.Component:
    name = rx.link(
        avatar(user.initials, hue=user.hue),
        rx.el.span(user.name, class_name="rf-name rf-truncate"),
        href=href(user.id),
        underline="none",
        class_name="rf-rowlink",
    )
    return rx.el.tr(
        rx.el.td(name),
        rx.el.td(rx.el.span(user.email, title=user.email, class_name="rf-muted")),
        rx.el.td(role_badge(user.role)),
        rx.el.td(status_label(user.status)),
        rx.el.td(rx.el.span(user.title, title=user.title, class_name="rf-muted"), class_name="rf-hide-tablet"),
        rx.el.td(relative_time(user.last_seen_at, fallback="never")),
        rx.el.td(actions),
        key=user.id,
    )


def _card(user: Any, *, href: Callable[[Any], Any], actions: rx.Component) -> rx.Component:
    head = rx.el.div(
        rx.link(user.name, href=href(user.id), underline="none", class_name="rf-truncate"),
        rx.el.span(class_name="rf-grow"),
        relative_time(user.last_seen_at, fallback="never", class_name="rf-muted rf-card-time"),
        class_name="rf-row rf-gap-2",
    )
    return rx.el.li(
        avatar(user.initials, hue=user.hue),
        rx.el.div(
            head,
            rx.el.div(user.email, class_name="rf-truncate rf-muted rf-card-line"),
            rx.el.div(status_label(user.status), role_badge(user.role), class_name="rf-row rf-card-marks"),
            class_name="rf-grow",
        ),
        actions,
        class_name="rf-card",
        key=user.id,
    )
