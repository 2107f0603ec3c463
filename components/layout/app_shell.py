"""The frame around every page. Start at ``app_shell``; what stands inside it is in ``page``."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from components.layout.header import page_header
from components.layout.link import link_strip
from components.layout.navigation import NavGroup, Person, Trail
from components.layout.sidebar import nav_drawer, sidebar


def app_shell(
    *children: rx.Component,
    nav: Sequence[NavGroup],
    active: str,
    trail: Trail,
    person: Person,
    actions: Sequence[rx.Component] = (),
) -> rx.Component:
    """Skip link, sidebar, header, connection strip, main. *active* is the label of the open page's ``NavItem``."""
    drawer = nav_drawer(nav, active=active, person=person)
    return rx.fragment(
        rx.el.a("Skip to content", href="#main", class_name="rf-skip"),
        rx.el.div(
            sidebar(nav, active=active, person=person),
            rx.el.div(
                page_header(trail, drawer=drawer, actions=actions),
                link_strip(),
                rx.el.main(*children, id="main", class_name="rf-main", tab_index=-1),
                class_name="rf-col",
            ),
            class_name="rf-app",
        ),
    )
