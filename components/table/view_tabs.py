"""Views of one list. They change its rows, so they are buttons with ``aria-current``, not ARIA tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from components.handlers import OnChoose, Text


@dataclass(frozen=True, slots=True)
class View:
    """One view: the value a press chooses, its words, and how many rows it has (text or a var; None: not shown)."""

    name: str
    label: str
    count: Any = None


def view_tabs(views: Sequence[View], *, current: Text, on_select: OnChoose, label: str = "Views") -> rx.Component:
    """A row of views; a press calls ``on_select(name)``."""
    return rx.el.nav(
        *[_tab(view, current=current, on_select=on_select) for view in views],
        class_name="rf-tabs",
        aria_label=label,
    )


def _tab(view: View, *, current: Text, on_select: OnChoose) -> rx.Component:
    counted = [rx.el.span(view.count, class_name="rf-tab-n")] if view.count is not None else []
    return rx.el.button(
        view.label,
        *counted,
        type="button",
        class_name="rf-tab",
        custom_attrs={"aria-current": rx.cond(current == view.name, "true", "false")},
        on_click=on_select(view.name),
    )
