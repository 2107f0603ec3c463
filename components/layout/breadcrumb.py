"""The way from the organisation to this page."""

from __future__ import annotations

import reflex as rx

from components.layout.navigation import Trail
from components.theme import ICON_TINY


def breadcrumb(trail: Trail) -> rx.Component:
    """Links to the pages above, then the name of this one. On phones only the last part is shown."""
    items: list[rx.Component] = []
    for index, (label, href) in enumerate(trail):
        is_last = index == len(trail) - 1
        body = (
            rx.el.span(label, custom_attrs={"aria-current": "page"}) if is_last else rx.link(label, href=href, underline="none")
        )
        mark = [rx.icon("chevron-right", size=ICON_TINY, aria_hidden="true")] if index else []
        items.append(rx.el.li(*mark, body, class_name="" if is_last else "rf-hide-mobile"))
    return rx.el.nav(rx.el.ol(*items, class_name="rf-crumbs"), aria_label="Breadcrumb", class_name="rf-grow")
