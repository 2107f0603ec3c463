"""Two people changed the same row: before, theirs, yours, and one choice for each field. Start at ``conflict_dialog``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button, note, pending_button, relative_time
from components.handlers import Flag, OnChoose, OnPress, OnValue, Text


def conflict_dialog(
    fields: Any,
    *,
    is_open: Flag,
    on_open_change: OnValue,
    who: Text,
    saved_at: Text,
    is_pending: Flag,
    error_message: Text,
    on_pick: OnChoose,
    on_save: OnPress,
    on_discard: OnPress,
) -> rx.Component:
    """Show *fields* (a var of ``ConflictField``) side by side.

    *who* saved in between, at *saved_at* (ISO text). ``on_pick(field, side)``, side "theirs" or "yours", follows each choice;
    closing keeps the form as it is, *on_discard* takes theirs, *on_save* writes what was chosen.
    """
    head = rx.el.tr(
        rx.el.th("Field", scope="col", width="84px"),
        rx.el.th("Before", scope="col", width="116px"),
        rx.el.th(who, scope="col"),
        rx.el.th("You · unsaved", scope="col"),
    )
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(who, " saved this user while you were editing", class_name="rf-dialog-title"),
            rx.dialog.description(
                "Saved ",
                relative_time(saved_at),
                ". Choose what to keep; nothing is written until you save.",
                class_name="rf-sub",
            ),
            rx.cond(
                error_message != "",
                rx.el.div(note(error_message, icon="circle-alert", tone="danger"), class_name="rf-form-note"),
            ),
            rx.el.table(
                rx.el.caption("Changes to choose from", class_name="rf-sr"),
                rx.el.thead(head),
                rx.el.tbody(rx.foreach(fields, lambda item: _row(item, who=who, on_pick=on_pick))),
                class_name="rf-conflict",
            ),
            rx.el.div(
                button("Discard mine", kind="ghost", on_click=on_discard),
                rx.el.div(class_name="rf-grow"),
                rx.dialog.close(button("Keep editing")),
                pending_button("Save", is_pending=is_pending, pending_label="Saving…", kind="primary", on_click=on_save),
                class_name="rf-dialog-foot",
            ),
            max_width="640px",
            size="3",
            class_name="rf-dialog",
        ),
        open=is_open,
        on_open_change=on_open_change,
    )


def _row(item: Any, *, who: Text, on_pick: OnChoose) -> rx.Component:
    before = rx.el.span(_or_dash(item.base), class_name="rf-muted")
    return rx.el.tr(
        rx.el.th(item.label, scope="row"),
        rx.el.td(before, custom_attrs={"data-label": "Before"}),
        _choice(item, side="theirs", value=item.theirs, label=who, on_pick=on_pick),
        _choice(item, side="yours", value=item.yours, label="You", on_pick=on_pick),
    )


def _choice(item: Any, *, side: str, value: Any, label: Text, on_pick: OnChoose) -> rx.Component:
    # A real radio button, so that the arrow keys choose; it keeps its own state, so a press shows at once.
    radio = rx.el.input(
        type="radio",
        name=f"conflict-{item.field}",
        value=side,
        default_checked=item.pick == side,
        on_change=on_pick(item.field, side),
        class_name="rf-sr",
    )
    words = [
        rx.el.span(item.label, ", ", label, ": ", class_name="rf-sr"),
        rx.el.span(_or_dash(value), class_name="rf-truncate"),
    ]
    return rx.el.td(rx.el.label(radio, *words, class_name="rf-choice"), custom_attrs={"data-label": label})


def _or_dash(value: Any) -> Any:
    return rx.cond(value != "", value, "—")
