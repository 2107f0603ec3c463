"""Signing in through the development provider."""

from __future__ import annotations

import reflex as rx

from components.auth import sign_in_card
from components.layout import bare_page
from data.seeds.demo_people import DEMO_PEOPLE


def sign_in_page() -> rx.Component:
    """Choose who you are; afterwards the page that was asked for opens."""
    return bare_page(sign_in_card(DEMO_PEOPLE))
