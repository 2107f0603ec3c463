"""One line of truth about a database that is not ours. Start at ``source_health``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import tag
from components.handlers import Text
from components.theme import ICON_SMALL


def source_health(*metrics: rx.Component, name: Text, where: Text, state: Text, message: Any) -> rx.Component:
    """Say which source it is (*name*, *where*), how it does, and what that means for the rows (*message*).

    *state* is "ok", "slow", "failing" or "unknown"; *metrics* are made with ``metric``.
    """
    return rx.el.section(
        rx.el.div(
            rx.el.p(where, class_name="rf-sub rf-truncate"),
            rx.el.div(
                rx.icon("database", size=ICON_SMALL, class_name="rf-muted", aria_hidden="true"),
                rx.el.h2(name, class_name="rf-h2"),
                source_state(state),
                class_name="rf-row rf-health-name",
            ),
            rx.el.p(message, class_name="rf-sub rf-num"),
        ),
        *metrics,
        class_name="rf-section rf-health",
        aria_label="Health of the source",
    )


def source_state(state: Text) -> rx.Component:
    """How the source does, as a tag."""
    tags = [
        ("ok", tag("Answering", tone="ok", icon="circle-check")),
        ("slow", tag("Slow", tone="warn", icon="clock")),
        ("failing", tag("Not answering", tone="danger", icon="unplug")),
    ]
    return rx.fragment(rx.match(state, *tags, tag("Not read yet", tone="outline", icon="circle-dashed")))


def metric(label: str, value: Any, text: Any = "") -> rx.Component:
    """One number: what it is, how much, compared with what."""
    return rx.el.div(
        rx.el.p(label, class_name="rf-metric-k"),
        rx.el.p(value, class_name="rf-metric-v"),
        rx.el.p(text, class_name="rf-metric-n rf-truncate"),
    )
