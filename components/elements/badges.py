"""Short marks that carry a meaning: tags, states, roles, people. Colour only repeats what icon and word say."""

from __future__ import annotations

from typing import Any

import reflex as rx

from components.elements.attributes import data_attributes
from components.handlers import Text
from components.theme import ICON_SMALL, ICON_TINY

# value -> tone, icon, word
STATUSES = {
    "active": ("ok", "circle-check", "Active"),
    "invited": ("info", "mail", "Invited"),
    "suspended": ("warn", "circle-pause", "Suspended"),
    "locked": ("danger", "lock", "Locked"),
}
# value -> tone, word
ROLES = {
    "owner": ("accent", "Owner"),
    "admin": ("accent", "Admin"),
    "editor": ("neutral", "Editor"),
    "viewer": ("outline", "Viewer"),
}


def tag(*children: Any, tone: str = "neutral", icon: str = "", **props: Any) -> rx.Component:
    """A small label on a tinted ground; *tone* is neutral, accent, ok, info, warn, danger or outline."""
    mark = [rx.icon(icon, size=ICON_TINY, aria_hidden="true")] if icon else []
    return rx.el.span(*mark, *children, class_name="rf-tag", custom_attrs=data_attributes(tone=tone), **props)


def status_chip(word: Text, *, tone: str, icon: str) -> rx.Component:
    """Any state: icon and word in one tone."""
    return rx.el.span(
        rx.icon(icon, size=ICON_SMALL, aria_hidden="true"),
        word,
        class_name="rf-status",
        custom_attrs=data_attributes(tone=tone),
    )


def status_label(value: Any) -> rx.Component:
    """The status of a user: active, invited, suspended or locked; another value is shown as it is."""
    chips = [(key, status_chip(word, tone=tone, icon=icon)) for key, (tone, icon, word) in STATUSES.items()]
    return rx.fragment(rx.match(value, *chips, rx.el.span(value, class_name="rf-status")))


def role_badge(value: Any) -> rx.Component:
    """The role of a user; another value is shown as it is."""
    badges = [(key, tag(word, tone=tone)) for key, (tone, word) in ROLES.items()]
    return rx.fragment(rx.match(value, *badges, tag(value)))


def role_word(value: Any) -> Any:
    """The role as a word, for running text: a ``Var[str]``."""
    return rx.match(value, *[(key, word) for key, (_, word) in ROLES.items()], value)


def avatar(initials: Text, *, hue: Text = "5", size: str = "1") -> rx.Component:
    """Initials on one of six grounds (*hue* "0" to "5"); *size* "1" is 24 px, "3" is 44 px. The name must stand beside it."""
    return rx.el.span(initials, class_name="rf-avatar", aria_hidden="true", custom_attrs=data_attributes(hue=hue, size=size))


def dot(tone: str) -> rx.Component:
    """A round mark; never without a word beside it."""
    return rx.el.span(class_name="rf-dot", aria_hidden="true", custom_attrs=data_attributes(tone=tone))
