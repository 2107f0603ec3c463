"""Times as people say them, made in the browser from the moment itself. Start at ``relative_time``.

The server sends the moment, never ready-made words: those would be wrong a minute later and in another time zone.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

_ASSET = rx.asset("relative_time.jsx", shared=True)


class RelativeTime(rx.Component):
    """One moment in words that keep up with the clock; the absolute time stands in the tooltip."""

    library = f"$/public/{_ASSET}"
    tag = "RelativeTime"

    # ISO 8601 text, or Unix time in seconds.
    at: rx.Var[str | float | int]
    # "relative": 4 min ago; "clock": 14:02; "absolute": 22 Nov 2026, 14:02:11.
    format: rx.Var[str]
    # Set before the words, inside the element.
    prefix: rx.Var[str]
    # Shown when there is no moment.
    fallback: rx.Var[str]


def relative_time(at: Any, *, fallback: str = "", prefix: str = "", class_name: str = "rf-muted") -> rx.Component:
    """How long ago *at* (ISO text or Unix seconds) was: "now", "4 min ago", "yesterday"; *fallback* when it is empty or 0."""
    return RelativeTime.create(at=at, format="relative", prefix=prefix, fallback=fallback, class_name=class_name)


def clock_time(at: Any, *, class_name: str = "") -> rx.Component:
    """The time of day of *at*, with the date unless it is today."""
    return RelativeTime.create(at=at, format="clock", class_name=class_name)


def absolute_time(at: Any, *, fallback: str = "", class_name: str = "") -> rx.Component:
    """Date and time of *at* in the time zone of the reader."""
    return RelativeTime.create(at=at, format="absolute", fallback=fallback, class_name=class_name)
