"""``data-*`` attributes: how Python tells the stylesheet about state."""

from __future__ import annotations

from typing import Any

import reflex as rx


def data_attributes(**values: Any) -> dict[str, Any]:
    """Return ``custom_attrs`` with one ``data-*`` attribute for each argument; ``row_kind="x"`` becomes ``data-row-kind``."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}


def flag(value: Any) -> rx.Var[str]:
    """Return the word "true" or "false", which attributes need where a boolean would be dropped."""
    return rx.cond(value, "true", "false")
