"""The question before a user is deleted."""

from __future__ import annotations

import reflex as rx

from components.elements import button, note, pending_button
from components.handlers import Flag, OnPress, OnValue, Text


def delete_user_dialog(
    *,
    is_open: Flag,
    on_open_change: OnValue,
    name: Text,
    is_pending: Flag,
    error_message: Text,
    on_confirm: OnPress,
) -> rx.Component:
    """Name the user, say what happens, offer the way out first. Stays open and says why when deleting failed."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title("Delete ", name, "?", class_name="rf-dialog-title"),
            rx.alert_dialog.description(
                "The user disappears from every list. The history of what they did stays.",
                class_name="rf-sub",
            ),
            rx.cond(
                error_message != "",
                rx.el.div(note(error_message, icon="circle-alert", tone="danger"), class_name="rf-form-note"),
            ),
            rx.el.div(
                rx.el.div(class_name="rf-grow"),
                rx.alert_dialog.cancel(button("Cancel")),
                pending_button(
                    "Delete user", is_pending=is_pending, pending_label="Deleting…", kind="danger", on_click=on_confirm
                ),
                class_name="rf-dialog-foot",
            ),
            max_width="440px",
            size="3",
            class_name="rf-dialog",
        ),
        open=is_open,
        on_open_change=on_open_change,
    )
