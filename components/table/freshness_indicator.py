"""How old the rows are and what is being done about it, in one line."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import clock_time, data_attributes, relative_time, text_button
from components.handlers import Flag, OnPress, Text
from components.theme import ICON_SMALL


def freshness_indicator(
    *,
    is_fetching: Flag,
    is_stale: Flag,
    is_error: Flag,
    updated_at: Any,
    error_message: Text,
    on_retry: OnPress,
) -> rx.Component:
    """Say fresh, refetching, stale or failed. *updated_at* is Unix time in seconds, 0 when nothing was ever read."""
    failed = _line(
        *("Failed", rx.cond(updated_at > 0, rx.fragment(" · showing ", clock_time(updated_at), " data"))),
        icon="circle-alert",
        tone="danger",
        title=error_message,
        action=text_button("Retry", on_click=on_retry),
    )
    stale = _line(
        *("Stale · ", clock_time(updated_at), " data"),
        icon="clock",
        tone="warn",
        action=text_button("Refetch", on_click=on_retry),
    )
    fetching = rx.cond(is_stale, "Stale · refetching", "Refetching")
    return rx.el.div(
        rx.cond(
            is_fetching,
            _line(rx.cond(updated_at > 0, fetching, "Loading"), icon="refresh-cw", tone="warn", spin="rf-spin"),
            rx.cond(
                is_error,
                failed,
                rx.cond(
                    is_stale & (updated_at > 0),
                    stale,
                    rx.cond(
                        updated_at > 0,
                        _line(relative_time(updated_at, prefix="Updated ", class_name=""), icon="radio", tone="neutral"),
                    ),
                ),
            ),
        ),
        role="status",
        class_name="rf-fresh-box",
    )


def _line(
    *text: Any,
    icon: str,
    tone: str,
    spin: str = "",
    title: Text = "",
    action: rx.Component | None = None,
) -> rx.Component:
    mark = rx.icon(icon, size=ICON_SMALL, class_name=spin, aria_hidden="true")
    attributes = data_attributes(tone=tone)
    # The words sit in one span: a flex gap between them would replace their spaces.
    words = rx.el.span(*text)
    return rx.el.span(mark, words, *([action] if action else []), title=title, class_name="rf-fresh", custom_attrs=attributes)
