"""The dialog in which a user is created or edited. Start at ``user_form``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from components.elements import button, note, pending_button
from components.elements.badges import ROLES, STATUSES
from components.handlers import Flag, OnValue, Text

ROLE_CHOICES = tuple((value, word) for value, (_, word) in ROLES.items())
STATUS_CHOICES = tuple((value, word) for value, (_, _, word) in STATUSES.items())


def user_form(
    *,
    is_open: Flag,
    on_open_change: OnValue,
    is_new: Flag,
    draft: Any,
    errors: Any,
    form_error: Text,
    is_pending: Flag,
    on_submit: OnValue,
) -> rx.Component:
    """Ask for name, e-mail, role, status and title.

    *draft* is a var with those attributes: what the fields start with. The texts belong to the browser until they are sent:
    ``on_submit({"name": ..., "email": ..., "role": ..., "status": ..., "title": ...})``. *errors* is a var that maps a field's
    name to what is wrong with it; *form_error* is what went wrong with the whole, empty for nothing.
    """
    title = rx.cond(is_new, "New user", "Edit user")
    hint = rx.cond(is_new, "The user starts with the role and status chosen here.", "Changes are visible to everybody at once.")
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title, class_name="rf-dialog-title"),
            rx.dialog.description(hint, class_name="rf-sub"),
            rx.el.form(
                rx.cond(
                    form_error != "", rx.el.div(note(form_error, icon="circle-alert", tone="danger"), class_name="rf-form-note")
                ),
                *_fields(draft, errors=errors),
                rx.el.div(
                    rx.el.div(class_name="rf-grow"),
                    rx.dialog.close(button("Cancel")),
                    pending_button(
                        rx.cond(is_new, "Create user", "Save"),
                        is_pending=is_pending,
                        pending_label="Saving…",
                        kind="primary",
                        type="submit",
                    ),
                    class_name="rf-dialog-foot",
                ),
                on_submit=on_submit,
                no_validate=True,
                class_name="rf-form",
            ),
            max_width="480px",
            size="3",
            class_name="rf-dialog",
        ),
        open=is_open,
        on_open_change=on_open_change,
    )


def _fields(draft: Any, *, errors: Any) -> list[rx.Component]:
    return [
        text_field("name", "Name", value=draft.name, errors=errors, auto_complete="off", max_length=120),
        text_field("email", "E-mail", value=draft.email, errors=errors, type="email", auto_complete="off", max_length=254),
        rx.el.div(
            choice_field("role", "Role", value=draft.role, choices=ROLE_CHOICES, errors=errors),
            choice_field("status", "Status", value=draft.status, choices=STATUS_CHOICES, errors=errors),
            class_name="rf-form-pair",
        ),
        text_field("title", "Title", value=draft.title, errors=errors, help_text="Optional", max_length=120),
    ]


def text_field(name: str, label: str, *, value: Text, errors: Any, help_text: str = "", **props: Any) -> rx.Component:
    """One line of text with its label, help and error."""
    field = rx.el.input(
        name=name,
        default_value=value,
        class_name="rf-input",
        spell_check=False,
        custom_attrs=_attributes(name, errors=errors),
        **props,
    )
    return _field(name, label, field, errors=errors, help_text=help_text)


def choice_field(name: str, label: str, *, value: Text, choices: Sequence[tuple[str, str]], errors: Any) -> rx.Component:
    """One of a few values, (value, word) each."""
    field = rx.el.select(
        *[rx.el.option(word, value=key) for key, word in choices],
        name=name,
        default_value=value,
        class_name="rf-input rf-select",
        custom_attrs=_attributes(name, errors=errors),
    )
    return _field(name, label, field, errors=errors)


def _field(name: str, label: str, field: rx.Component, *, errors: Any, help_text: str = "") -> rx.Component:
    message = rx.el.p(errors[name], id=f"error-{name}", class_name="rf-field-error", role="alert")
    return rx.el.div(
        rx.el.label(
            label, *([rx.el.span(help_text, class_name="rf-field-help")] if help_text else []), html_for=f"field-{name}"
        ),
        field,
        rx.cond(_has_error(name, errors=errors), message),
        class_name="rf-form-field",
    )


def _attributes(name: str, *, errors: Any) -> dict[str, Any]:
    wrong = _has_error(name, errors=errors)
    return {
        # Not as the prop: Reflex would send the field a second time, under its id.
        "id": f"field-{name}",
        "aria-invalid": rx.cond(wrong, "true", "false"),
        "aria-describedby": rx.cond(wrong, f"error-{name}", ""),
    }


def _has_error(name: str, *, errors: Any) -> Any:
    return errors.contains(name)
