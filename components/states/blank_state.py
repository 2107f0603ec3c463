"""Icon, what happened, what to do: the base of every state in which a page has nothing else to show."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import data_attributes


def blank_state(
    icon: str,
    title: Any,
    text: Any,
    *actions: rx.Component,
    tone: str = "neutral",
    foot: rx.Component | None = None,
    is_page: bool = False,
    **props: Any,
) -> rx.Component:
    """Build the state.

    *tone* is neutral or danger, *foot* a small line under the actions; *is_page* makes its title the heading of the page.
    """
    return rx.el.div(
        rx.el.span(
            rx.icon(icon, size=20, stroke_width=1.6, aria_hidden="true"),
            class_name="rf-empty-icon",
            custom_attrs=data_attributes(tone=tone),
        ),
        rx.el.h1(title) if is_page else rx.el.h2(title),
        rx.el.p(text),
        *([rx.el.div(*actions, class_name="rf-empty-actions")] if actions else []),
        *([foot] if foot else []),
        class_name="rf-empty",
        **props,
    )
