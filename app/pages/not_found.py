"""An address without a page."""

from __future__ import annotations

import reflex as rx

from app import routes
from components.elements import button
from components.layout import bare_page
from components.states import not_found


def not_found_page() -> rx.Component:
    """404, and the way back."""
    back = button("Go to the users", icon="arrow-left", on_click=rx.redirect(routes.USERS))
    return bare_page(
        not_found("This page does not exist", "The address may be mistyped, or the page was moved.", back, is_page=True)
    )
