"""One user: who it is, and what is known. Start at ``user_header``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import (
    absolute_time,
    avatar,
    button,
    copy_id,
    property_list,
    relative_time,
    role_badge,
    status_label,
)
from components.handlers import Flag, OnPress


def user_header(
    user: Any,
    *,
    can_write: Flag,
    can_delete: Flag,
    on_edit: OnPress,
    on_delete: OnPress,
) -> rx.Component:
    """Name, role, status, e-mail and identifier of *user* (a var of ``UserRow``), and what may be done with it."""
    identity = rx.el.div(
        avatar(user.initials, hue=user.hue, size="3"),
        rx.el.div(
            rx.el.div(
                rx.el.h1(user.name, class_name="rf-title"),
                role_badge(user.role),
                status_label(user.status),
                class_name="rf-row rf-ident-line",
            ),
            rx.el.div(
                rx.el.span(user.email, class_name="rf-muted rf-truncate"),
                copy_id(user.id),
                class_name="rf-row rf-ident-meta",
            ),
            class_name="rf-grow",
        ),
        class_name="rf-ident",
    )
    actions = rx.el.div(
        rx.cond(can_write, button("Edit", icon="pencil", keys="e", title="Edit (E)", on_click=on_edit)),
        rx.cond(can_delete, button("Delete…", icon="trash-2", kind="danger", on_click=on_delete)),
        class_name="rf-row rf-gap-2",
    )
    return rx.el.div(identity, actions, class_name="rf-row rf-detail-head")


def user_properties(user: Any) -> rx.Component:
    """What is known about *user*, for the side column."""
    return rx.fragment(
        rx.el.h2("Properties", class_name="rf-h2 rf-side-title"),
        property_list(
            ("Role", role_badge(user.role)),
            ("Status", status_label(user.status)),
            ("Title", rx.cond(user.title != "", rx.el.span(user.title), rx.el.span("—", class_name="rf-muted"))),
            ("Last seen", relative_time(user.last_seen_at, fallback="never")),
        ),
        rx.el.hr(class_name="rf-sep"),
        rx.el.h2("Record", class_name="rf-h2 rf-side-title"),
        property_list(
            ("Updated", absolute_time(user.updated_at)),
            ("Version", rx.el.span(user.version, class_name="rf-num")),
        ),
    )


def user_detail_skeleton() -> rx.Component:
    """The header before its user; shown after 150 ms."""
    return rx.el.div(
        rx.el.span("Loading the user", class_name="rf-sr"),
        rx.el.div(
            rx.el.span(class_name="rf-sk rf-sk-face"),
            rx.el.div(
                rx.el.span(class_name="rf-sk rf-sk-line"), rx.el.span(class_name="rf-sk rf-sk-short"), class_name="rf-sk-text"
            ),
            class_name="rf-ident",
            aria_hidden="true",
        ),
        role="status",
        aria_busy="true",
        class_name="rf-after",
    )
