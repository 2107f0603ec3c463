"""What happened to a thing, newest first, with the fields that changed. Start at ``activity_timeline``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import data_attributes, pending_button, relative_time
from components.handlers import Flag, OnPress
from components.theme import ICON_TINY

# verb -> tone, icon
_VERBS = (
    (("create", "created"), "ok", "user-plus"),
    (("update", "updated"), "accent", "pencil"),
    (("delete", "deleted"), "danger", "trash-2"),
    (("restore", "restored"), "ok", "undo-2"),
    (("sign_in", "signed_in"), "ok", "key-round"),
)


def activity_timeline(
    items: Any,
    *,
    has_more: Flag = False,
    is_fetching_more: Flag = False,
    on_more: OnPress = None,
) -> rx.Component:
    """Draw *items* (a var of ``ActivityRow``); a button asks for older ones while *has_more*."""
    older = [] if on_more is None else [rx.cond(has_more, _older(is_fetching_more, on_more=on_more))]
    return rx.el.div(rx.el.ol(rx.foreach(items, _entry), class_name="rf-timeline"), *older)


def diff_row(change: Any) -> rx.Component:
    """One changed field: before, after."""
    return rx.el.div(
        rx.el.span(change.field, class_name="rf-muted rf-truncate"),
        rx.el.del_(_or_dash(change.before), title=change.before),
        rx.icon("arrow-right", size=ICON_TINY, class_name="rf-muted", aria_hidden="true"),
        rx.el.ins(_or_dash(change.after), title=change.after),
        class_name="rf-diff-row",
    )


def timeline_skeleton(rows: int = 4) -> rx.Component:
    """The timeline before its entries; shown after 150 ms."""
    entry = rx.el.li(
        rx.el.span(class_name="rf-sk rf-sk-round"),
        rx.el.div(
            rx.el.span(class_name="rf-sk rf-sk-line"), rx.el.span(class_name="rf-sk rf-sk-short"), class_name="rf-sk-text"
        ),
        class_name="rf-tl",
    )
    return rx.el.div(
        rx.el.span("Loading the activity", class_name="rf-sr"),
        rx.el.ol(*[entry for _ in range(rows)], class_name="rf-timeline", aria_hidden="true"),
        role="status",
        aria_busy="true",
        class_name="rf-after",
    )


def _entry(item: Any) -> rx.Component:
    marks = [(*verbs, _mark(icon, tone=tone)) for verbs, tone, icon in _VERBS]
    return rx.el.li(
        rx.match(item.verb, *marks, _mark("dot", tone="neutral")),
        rx.el.div(
            rx.el.div(
                rx.el.b(item.actor_name), " ", item.summary, " ", relative_time(item.at, prefix="· "), class_name="rf-tl-line"
            ),
            rx.cond(item.changes.length() > 0, rx.el.div(rx.foreach(item.changes, diff_row), class_name="rf-diff")),
        ),
        class_name="rf-tl",
        key=item.id,
    )


def _mark(icon: str, *, tone: str) -> rx.Component:
    return rx.el.span(
        rx.icon(icon, size=ICON_TINY, aria_hidden="true"), class_name="rf-tl-icon", custom_attrs=data_attributes(tone=tone)
    )


def _older(is_fetching: Flag, *, on_more: OnPress) -> rx.Component:
    return pending_button("Show older", is_pending=is_fetching, pending_label="Loading…", size="1", on_click=on_more)


def _or_dash(value: Any) -> Any:
    return rx.cond(value != "", value, "—")
