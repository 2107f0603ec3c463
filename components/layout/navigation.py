"""What the frame shows about the app and the person in front of it: plain values, given by the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.handlers import Flag, OnPress, Text


@dataclass(frozen=True, slots=True)
class NavItem:
    """One page in the sidebar.

    Attributes:
        label: The word, which is also how a page says that it is the active one.
        icon: Lucide name.
        href: Where it leads.
        keys: Keyboard shortcut such as "g u"; empty for none.
        is_shown: Whether this person may open it.
    """

    label: str
    icon: str
    href: str
    keys: str = ""
    is_shown: Flag = True


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled group of pages."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in; every value may be a var.

    Attributes:
        role: The role's value ("owner"), shown as a word.
        hue: "0" to "5", the ground of the avatar.
        on_sign_out: Ends the session.
    """

    name: Text
    initials: Text
    role: Text
    organisation: Text
    on_sign_out: OnPress
    hue: Text = "0"


Trail = tuple[tuple[Any, str], ...]
"""The way here: (label, address) from the organisation to this page; the last address is not used."""
