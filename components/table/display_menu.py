"""How the rows are drawn: their height."""

from __future__ import annotations

import reflex as rx

from components.elements import button

_ASSET = rx.asset("density_switch.jsx", shared=True)


class DensitySwitch(rx.Component):
    """Comfortable (44 px) or compact (36 px) rows; remembered by the browser, no round trip."""

    library = f"$/public/{_ASSET}"
    tag = "DensitySwitch"


def display_menu() -> rx.Component:
    """The button "Display" and what it opens; not on phones, where rows are cards."""
    return rx.el.span(
        rx.popover.root(
            rx.popover.trigger(button("Display", icon="sliders-horizontal")),
            rx.popover.content(
                rx.el.div("Density", class_name="rf-menu-title"),
                DensitySwitch.create(),
                size="1",
                width="252px",
                align="end",
                aria_label="Display",
            ),
        ),
        class_name="rf-hide-mobile",
    )
