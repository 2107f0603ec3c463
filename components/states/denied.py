"""This page is not for this person, or not there at all."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.states.blank_state import blank_state


def forbidden(what: Any, permission: Any, *actions: rx.Component, is_page: bool = False) -> rx.Component:
    """403: *what* may not be seen ("the users"), and the *permission* it needs ("users:read")."""
    return blank_state(
        "lock",
        rx.fragment("You can't open ", what),
        rx.fragment("It needs the permission ", rx.el.span(permission, class_name="rf-mono"), ". An owner can grant it."),
        *actions,
        is_page=is_page,
    )


def not_found(title: Any, text: Any, *actions: rx.Component, is_page: bool = False) -> rx.Component:
    """404: an address without a page, or a thing that has been deleted."""
    return blank_state("file-question", title, text, *actions, is_page=is_page)
