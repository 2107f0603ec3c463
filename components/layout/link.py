"""What a person sees of the connection: a dot in the header, and words when it is down. Start at ``link_banner``.

Reflex announces a lost connection in a toast that names an internal address; ``link_banner`` takes its place::

    app.app_wraps[(5, "Overlay")] = lambda is_stateful: link_banner() if is_stateful else None

It watches the socket and writes ``<html data-link>``; dot and strips are always in the page, and the stylesheet shows the one
that applies. So every page agrees, and nothing has to be sent to tell that nothing can be sent.
"""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from components.elements import data_attributes, dot
from components.theme import ICON_SMALL

_ASSET = rx.asset("link_watch.jsx", shared=True)


class LinkWatch(rx.Component):
    """Draws nothing; keeps ``<html data-link>`` true."""

    library = f"$/public/{_ASSET}"
    tag = "LinkWatch"

    is_down: rx.Var[bool]
    is_ready: rx.Var[bool]


def link_banner() -> rx.Component:
    """Watch the connection; on pages without the frame, say in a pill at the bottom that it is down."""
    watch = LinkWatch.create(is_down=has_connection_errors, is_ready=rx.State.is_hydrated)
    return rx.fragment(watch, rx.el.div(*_messages(), class_name="rf-link-pill", role="status"))


def link_strip() -> rx.Component:
    """The same words as a strip under the header."""
    return rx.el.div(*_messages(), class_name="rf-link-strip", role="status")


def live_dot() -> rx.Component:
    """Live, Connecting, Reconnecting or Offline, in the header."""
    states = [
        ("connecting", "idle", "Connecting", "The page is connecting"),
        ("up", "live", "Live", "Connected: changes arrive as they happen"),
        ("down", "warn", "Reconnecting", "The connection is lost; trying again"),
        ("offline", "idle", "Offline", "This device has no network"),
    ]
    shown = [
        rx.el.span(dot(tone), rx.el.span(word), class_name="rf-live", title=title, custom_attrs=data_attributes(link_is=state))
        for state, tone, word, title in states
    ]
    return rx.el.span(*shown, class_name="rf-row")


def _messages() -> list[rx.Component]:
    return [
        _message("down", tone="info", icon="refresh-cw", text="Reconnecting. Your page is kept."),
        _message(
            "offline", tone="warn", icon="wifi-off", text="You're offline. Your page is kept and catches up when you're back."
        ),
    ]


def _message(state: str, *, tone: str, icon: str, text: str) -> rx.Component:
    return rx.el.div(
        rx.icon(icon, size=ICON_SMALL, aria_hidden="true"),
        rx.el.span(text, class_name="rf-grow"),
        class_name="rf-strip",
        custom_attrs=data_attributes(link_is=state, tone=tone),
    )
