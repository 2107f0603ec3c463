"""Everything that is pressed: buttons with words, square ones with an icon, text buttons. Start at ``button``."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from components.elements.attributes import data_attributes
from components.handlers import OnPress, Text
from components.theme import ICON, ICON_SMALL, ICON_TINY

Kind = Literal["default", "primary", "ghost", "danger"]
Size = Literal["1", "2"]


def button(
    *children: Any,
    icon: str = "",
    kind: Kind = "default",
    size: Size = "2",
    keys: str = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A button with words, and an icon before them if *icon* names one; *keys* is its keyboard shortcut ("n", "g u")."""
    attributes = data_attributes(kind=kind, size=size, **({"keys": keys} if keys else {}))
    props.setdefault("type", "button")
    return rx.el.button(
        *([rx.icon(icon, size=ICON_SMALL, aria_hidden="true")] if icon else []),
        *children,
        class_name=f"rf-btn {class_name}".strip(),
        custom_attrs={**attributes, **props.pop("custom_attrs", {})},
        **props,
    )


def pending_button(label: Text, *, is_pending: Any, pending_label: str, icon: str = "", **props: Any) -> rx.Component:
    """A button that says so while its work runs, and cannot be pressed twice."""
    return button(
        rx.cond(
            is_pending,
            rx.fragment(rx.icon("loader-circle", size=ICON_SMALL, class_name="rf-spin", aria_hidden="true"), pending_label),
            rx.fragment(*([rx.icon(icon, size=ICON_SMALL, aria_hidden="true")] if icon else []), label),
        ),
        disabled=is_pending,
        aria_busy=is_pending,
        **props,
    )


def icon_button(
    icon: str,
    label: Text,
    *,
    size: Size = "2",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A square button with an icon; *label* is its name and its tooltip."""
    return rx.el.button(
        rx.icon(icon, size=ICON if size == "2" else ICON_SMALL, aria_hidden="true"),
        type="button",
        aria_label=label,
        title=label,
        class_name=f"rf-ibtn {class_name}".strip(),
        custom_attrs={**data_attributes(size=size), **props.pop("custom_attrs", {})},
        **props,
    )


def text_button(label: Text, *, on_click: OnPress, **props: Any) -> rx.Component:
    """An underlined word inside a sentence or a strip: Retry, Refetch."""
    return rx.el.button(label, type="button", class_name="rf-linkbtn", on_click=on_click, **props)


def copy_id(value: Text) -> rx.Component:
    """An identifier that a press copies; a toast confirms it."""
    return button(
        rx.el.span(value, class_name="rf-mono"),
        rx.icon("copy", size=ICON_TINY, aria_hidden="true"),
        rx.el.span("Copy the identifier", class_name="rf-sr"),
        kind="ghost",
        size="1",
        title="Copy the identifier",
        on_click=[rx.set_clipboard(value), rx.toast("Identifier copied")],
    )


def kbd(keys: str) -> rx.Component:
    """A key cap. Hidden from screen readers: the shortcut is a convenience, never the only way."""
    return rx.el.kbd(keys, class_name="rf-kbd", aria_hidden="true")
