"""A sentence in the corner of the screen. The only place that makes toasts, because their words may come from people.

Reflex reads ``<reflex.Var>`` inside a Python text as the beginning of an expression, when the text becomes part of an event; a
name with that in it would be taken apart, and some would never end. An invisible joiner keeps it a name.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.constants import REFLEX_VAR_OPENING_TAG
from reflex_base.event import EventSpec

_HARMLESS_TAG = REFLEX_VAR_OPENING_TAG[0] + "\u2060" + REFLEX_VAR_OPENING_TAG[1:]


def plain_text(text: str) -> str:
    """*text* as it may become part of an event."""
    return text.replace(REFLEX_VAR_OPENING_TAG, _HARMLESS_TAG)


def said(text: str) -> EventSpec:
    """Something worth knowing."""
    return rx.toast(plain_text(text))


def done(text: str) -> EventSpec:
    """Something worked."""
    return rx.toast.success(plain_text(text))


def failed(text: str) -> EventSpec:
    """Something did not."""
    return rx.toast.error(plain_text(text))
