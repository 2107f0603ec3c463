"""The look of the console: Radix theme, icon sizes, what goes into every page's head. Start at ``THEME``.

Colours, spacing and all rules stand in ``assets/styles.css`` as ``rf-*`` classes on Radix variables, so one set of rules
serves light and dark; Python only sets a class and ``data-*`` attributes.
"""

from __future__ import annotations

import reflex as rx

# Iris: the strongest accent whose solid button passes 4.5:1 with white text (5.37).
THEME = rx.theme(
    accent_color="iris",
    gray_color="slate",
    radius="medium",
    scaling="95%",
    panel_background="solid",
    appearance="inherit",
)

STYLESHEETS = ["/styles.css"]

ICON = 16
ICON_SMALL = 14
ICON_TINY = 12


def head_components() -> list[rx.Component]:
    """Icon and pre-paint script of every page; for ``rx.App(head_components=...)``.

    The script is a classic one, so that it runs before the first paint: sidebar and density never jump.
    """
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/pre_paint.js"),
    ]
