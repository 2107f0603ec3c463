"""Keeps a State's idea of who is signed in equal to the browser's. Start reading at ``auth_shell``.

The browser holds the session (a cookie that no script can read); the bridge asks the provider for short-lived tokens and hands
them to a State. It compares what the server says it knows with what is so, again and again, instead of remembering what it
sent: that heals restarts, lost events and reconnects.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.handlers import Flag, OnPress, OnValue, Text

_SESSION = rx.asset("dev_session.js", shared=True)  # imported by the two below, from the folder they share
_BRIDGE = rx.asset("auth_bridge.jsx", shared=True)
_PEOPLE = rx.asset("people_list.jsx", shared=True)

SIGN_OUT_EVENT = "refetch:sign-out"


class AuthBridge(rx.Component):
    """The browser's half; draws its children and nothing else."""

    library = _BRIDGE.importable_path
    tag = "AuthBridge"

    # The session id of the State's principal; empty when it has none.
    server_sid: rx.Var[str]
    # Whether the State has heard from this browser at all.
    is_known: rx.Var[bool]
    # Whether the State is loaded; before that nothing is sent.
    hydrated: rx.Var[bool]
    sign_in_path: rx.Var[str]

    # A fresh token.
    on_token: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    # Nobody is signed in in this browser.
    on_signed_out: rx.EventHandler[rx.event.no_args_event_spec]


class PeopleList(rx.Component):
    """The people one can sign in as, a button each."""

    library = _PEOPLE.importable_path
    tag = "PeopleList"

    # Dicts with name, email, role, tone, organisation, initials and hue.
    people: rx.Var[list[dict[str, str]]]


def auth_shell(
    *children: rx.Component,
    server_sid: Text,
    is_known: Flag,
    hydrated: Flag,
    on_token: OnValue,
    on_signed_out: OnPress,
    sign_in_path: str,
) -> rx.Component:
    """The bridge, once for the whole app, around *children*.

    It leads to *sign_in_path* when nobody is signed in, and back from there (to the page that was
    wanted, never to another site) as soon as the State has accepted the token.

    Args:
        server_sid: Session id that the State holds; empty for none.
        is_known: False until ``on_token`` or ``on_signed_out`` has run in this State.
        hydrated: ``rx.State.is_hydrated``.
        on_token: Takes a token that lives for about a minute; called with a new one some 15 seconds before it ends.
        on_signed_out: Called when the browser has no session although the State has one, or has not heard yet.
    """
    props: dict[str, Any] = {"server_sid": server_sid, "is_known": is_known, "hydrated": hydrated}
    handlers: dict[str, Any] = {"on_token": on_token, "on_signed_out": on_signed_out}
    return AuthBridge.create(*children, sign_in_path=sign_in_path, **props, **handlers)


def sign_out() -> rx.event.EventSpec:
    """An event that signs the browser out, in all of its tabs: ``on_click=sign_out()``."""
    return rx.call_script(f"window.dispatchEvent(new Event('{SIGN_OUT_EVENT}'))")
