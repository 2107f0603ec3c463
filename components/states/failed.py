"""Something could not be read: the whole page, or a part while older rows stay. Start at ``error_state``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements import button, clock_time, note, text_button
from components.handlers import OnPress, Text
from components.states.blank_state import blank_state


def error_state(title: Any, message: Text, *, on_retry: OnPress, request_id: Any = None) -> rx.Component:
    """There is nothing to show. *message* is the error's own sentence; *request_id*, if known, can be copied."""
    actions = [button("Retry", icon="refresh-cw", on_click=on_retry)]
    foot = None
    if request_id is not None:
        copied = [rx.set_clipboard(request_id), rx.toast("Request number copied")]
        actions.append(button("Copy request number", icon="copy", kind="ghost", on_click=copied))
        foot = rx.el.p("Request ", rx.el.span(request_id, class_name="rf-mono"), class_name="rf-sub rf-empty-foot")
    return blank_state("circle-alert", title, message, *actions, tone="danger", foot=foot, role="alert")


def partial_error(message: Text, *, updated_at: Any, on_retry: OnPress) -> rx.Component:
    """A line over rows that could not be read again: they stay, and it says from when. *updated_at* is Unix time in seconds."""
    text = rx.fragment(message, rx.cond(updated_at > 0, rx.fragment(" Showing data from ", clock_time(updated_at), ".")))
    return note(text, text_button("Retry", on_click=on_retry), icon="circle-alert", tone="danger")
