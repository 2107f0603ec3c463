"""No rows: because there are none yet, or because the filters hide them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button
from components.handlers import OnPress
from components.states.blank_state import blank_state


def empty_first_use(icon: str, title: Any, text: Any, *actions: rx.Component) -> rx.Component:
    """Nothing was ever made: what these things are, why have them, and the one action that makes the first."""
    return blank_state(icon, title, text, *actions)


def empty_filtered(noun: str, *, on_clear: OnPress) -> rx.Component:
    """Filters or search hide everything; *noun* is one of what is missing ("user")."""
    return blank_state(
        "search-x",
        f"No {noun} matches",
        "The search and filters hide all of them.",
        button("Clear search and filters", on_click=on_clear),
    )
