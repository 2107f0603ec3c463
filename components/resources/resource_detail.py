"""One row of the external database: what it says, where it comes from, how old it is. Start at ``resource_detail``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button, icon_button, json_view, properties_of, relative_time, tag
from components.handlers import OnPress
from components.theme import ICON_TINY


def resource_detail(detail: Any, *, on_close: OnPress) -> rx.Component:
    """Draw *detail* (a var of ``ResourceDetail``): its fields as a list, then the document as it was read."""
    return rx.el.section(
        _head(detail, on_close=on_close),
        rx.el.div(
            rx.el.p(
                detail.resource_label,
                " · read ",
                relative_time(detail.read_at, class_name=""),
                " · ",
                detail.id,
                class_name="rf-sub",
            ),
            properties_of(detail.properties),
            class_name="rf-record-body",
        ),
        rx.el.div(
            rx.el.h3("Document", class_name="rf-h2"),
            rx.el.div(class_name="rf-grow"),
            button(
                "Copy JSON",
                icon="copy",
                kind="ghost",
                size="1",
                on_click=[rx.set_clipboard(detail.json), rx.toast("JSON copied")],
            ),
            class_name="rf-section-head rf-record-json",
        ),
        json_view(detail.json, label="The document as JSON"),
        class_name="rf-record",
        aria_label="Record",
    )


def resource_detail_skeleton(*, on_close: OnPress) -> rx.Component:
    """The same region before its record; can already be closed."""
    widths = ("40%", "64%", "52%", "70%", "46%", "58%")
    bars = [rx.el.span(class_name="rf-sk", style={"width": width}) for width in widths]
    return rx.el.section(
        rx.el.div(rx.el.div(class_name="rf-grow"), _close(on_close), class_name="rf-section-head rf-record-head"),
        rx.el.div(
            rx.el.span("Loading the record", class_name="rf-sr"),
            rx.el.div(*bars, class_name="rf-record-bars", aria_hidden="true"),
            role="status",
            aria_busy="true",
            class_name="rf-after",
        ),
        class_name="rf-record",
        aria_label="Record",
    )


def resource_detail_state(state: rx.Component, *, on_close: OnPress) -> rx.Component:
    """The same region with a message in place of the record: it failed, or is gone."""
    return rx.el.section(
        rx.el.div(rx.el.div(class_name="rf-grow"), _close(on_close), class_name="rf-section-head rf-record-head"),
        state,
        class_name="rf-record",
        aria_label="Record",
    )


def _head(detail: Any, *, on_close: OnPress) -> rx.Component:
    return rx.el.div(
        rx.el.h2(detail.title, class_name="rf-h2 rf-truncate"),
        rx.el.div(class_name="rf-grow"),
        tag(rx.icon("lock", size=ICON_TINY, aria_hidden="true"), "read only", tone="outline"),
        _close(on_close),
        class_name="rf-section-head rf-record-head",
    )


def _close(on_close: OnPress) -> rx.Component:
    return icon_button("x", "Close the record", size="1", on_click=on_close)
