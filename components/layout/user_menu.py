"""Who is signed in, the theme, and the way out."""

from __future__ import annotations

import reflex as rx

from components.elements import avatar, menu, menu_item, menu_line, role_word
from components.layout.navigation import Person
from components.theme import ICON_SMALL


def user_menu(person: Person) -> rx.Component:
    """Name and role at the foot of the sidebar; a press opens theme and sign-out."""
    trigger = rx.el.button(
        avatar(person.initials, hue=person.hue),
        rx.el.span(
            rx.el.span(person.name, class_name="rf-user-name rf-truncate"),
            rx.el.span(role_word(person.role), class_name="rf-user-meta"),
            class_name="rf-label rf-grow rf-user-text",
        ),
        rx.icon("ellipsis", size=ICON_SMALL, class_name="rf-muted rf-label", aria_hidden="true"),
        rx.el.span("Account menu", class_name="rf-sr"),
        class_name="rf-user",
        type="button",
    )
    return menu(
        trigger,
        menu_item(rx.color_mode_cond("Dark theme", "Light theme"), on_select=rx.toggle_color_mode),
        menu_line(),
        menu_item("Sign out", on_select=person.on_sign_out),
        align="start",
        width="216px",
    )
