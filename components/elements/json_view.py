"""A document as coloured, numbered lines of JSON."""

from __future__ import annotations

import reflex as rx

from components.handlers import Text

_ASSET = rx.asset("json_view.jsx", shared=True)


class JsonView(rx.Component):
    """Pretty-printed JSON text, coloured in the browser."""

    library = f"$/public/{_ASSET}"
    tag = "JsonView"

    text: rx.Var[str]
    label: rx.Var[str]


def json_view(text: Text, *, label: Text) -> rx.Component:
    """Show *text* (already indented JSON) line by line; at most 2 000 lines are drawn, and the rest is announced."""
    return JsonView.create(text=text, label=label)
