"""Search over a list, waiting in the browser until typing pauses."""

from __future__ import annotations

import reflex as rx

from components.elements import kbd
from components.handlers import OnValue, Text
from components.theme import ICON_SMALL

_ASSET = rx.asset("search_field.jsx", shared=True)


class SearchInput(rx.Component):
    """The input itself: keeps its own text, sends it when typing pauses or on Enter."""

    library = f"$/public/{_ASSET}"
    tag = "SearchInput"

    value: rx.Var[str]
    placeholder: rx.Var[str]
    # Milliseconds without a key press before the text is sent.
    delay: rx.Var[int]
    max_length: rx.Var[int]
    shortcut: rx.Var[str]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def search_field(value: Text, *, on_search: OnValue, label: str, delay: int = 250, width: str = "224px") -> rx.Component:
    """A search box; ``on_search(text)`` follows *delay* ms after the last key. "/" focuses it, Escape empties and leaves it."""
    return rx.el.label(
        rx.icon("search", size=ICON_SMALL, aria_hidden="true"),
        rx.el.span(label, class_name="rf-sr"),
        SearchInput.create(value=value, placeholder=label, delay=delay, max_length=200, shortcut="/", on_search=on_search),
        rx.el.span(kbd("/"), class_name="rf-hide-mobile rf-row"),
        class_name="rf-field",
        width=width,
    )
