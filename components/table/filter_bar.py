"""Conditions on a list: chips that can be switched off without losing them. Start at ``filter_bar``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button, data_attributes, flag
from components.handlers import OnChoose, OnPress
from components.theme import ICON_TINY


def filter_bar(
    filters: Any,
    *,
    choices: Any,
    on_add: OnChoose,
    on_toggle: OnChoose,
    on_remove: OnChoose,
    on_clear: OnPress,
) -> rx.Component:
    """Chips of all *filters* and a menu to add one.

    *filters* is a var of rows with ``name, label, operator, value, is_on``; *choices* one of rows with ``name, label,
    choices``, each choice with ``value, label``. Calls ``on_add(name, value)``, ``on_toggle(name)``, ``on_remove(name)``.
    """
    return rx.el.div(
        rx.foreach(filters, lambda item: filter_chip(item, on_toggle=on_toggle, on_remove=on_remove)),
        filter_menu(choices, on_add=on_add),
        rx.cond(filters.length() > 1, button("Clear all", kind="ghost", size="1", on_click=on_clear)),
        class_name="rf-filters",
        role="group",
        aria_label="Filters",
    )


def filter_chip(item: Any, *, on_toggle: OnChoose, on_remove: OnChoose) -> rx.Component:
    """One condition. Its body switches it off and on again; the cross removes it."""
    return rx.el.span(
        rx.el.button(
            rx.cond(
                item.is_on,
                rx.icon("check", size=ICON_TINY, aria_hidden="true"),
                rx.icon("eye-off", size=ICON_TINY, aria_hidden="true"),
            ),
            rx.el.b(item.label),
            rx.el.span(item.operator),
            rx.el.b(item.value),
            rx.cond(item.is_on, rx.fragment(), rx.el.span("· off")),
            type="button",
            title=rx.cond(item.is_on, "Switch this filter off", "Switch this filter on"),
            custom_attrs={"aria-pressed": flag(item.is_on)},
            on_click=on_toggle(item.name),
        ),
        rx.el.button(
            rx.icon("x", size=ICON_TINY, aria_hidden="true"),
            type="button",
            aria_label=f"Remove the filter {item.label}",
            on_click=on_remove(item.name),
        ),
        class_name="rf-chip",
        custom_attrs=data_attributes(on=flag(item.is_on)),
    )


def filter_menu(choices: Any, *, on_add: OnChoose) -> rx.Component:
    """The button "Filter": a field, then one of its values."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Filter", icon="list-filter", kind="ghost", size="1")),
        rx.dropdown_menu.content(
            rx.foreach(choices, lambda field: _field(field, on_add=on_add)),
            size="1",
            variant="soft",
        ),
        modal=False,
    )


def _field(field: Any, *, on_add: OnChoose) -> rx.Component:
    return rx.dropdown_menu.sub(
        rx.dropdown_menu.sub_trigger(field.label),
        rx.dropdown_menu.sub_content(
            rx.foreach(
                field.choices,
                lambda choice: rx.dropdown_menu.item(choice.label, on_select=on_add(field.name, choice.value)),
            )
        ),
    )
