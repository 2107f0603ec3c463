"""The development sign-in: choose who you are. Start reading at ``sign_in_card``."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from components.auth.auth_bridge import PeopleList
from components.elements import note
from components.elements.badges import ROLES
from data.seeds.demo_people import DemoPerson
from state.resources.user_rows import hue_of, initials_of

_NOTICE = "This is the development sign-in: no password is asked, and it answers on this machine only."


def sign_in_card(people: Sequence[DemoPerson]) -> rx.Component:
    """A card with a button for each of *people*: name, organisation and role."""
    return rx.el.section(
        rx.el.div(rx.el.h1("Sign in to Refetch", class_name="rf-title"), class_name="rf-section-head"),
        note(_NOTICE, icon="flask-conical", tone="warn"),
        PeopleList.create(people=[_shown(person) for person in people]),
        class_name="rf-section rf-signin",
        aria_label="Sign in",
    )


def _shown(person: DemoPerson) -> dict[str, str]:
    tone, word = ROLES[str(person.role)]
    return {
        "name": person.name,
        "email": person.email,
        "role": word,
        "tone": tone,
        "organisation": person.organisation_name,
        "initials": initials_of(person.name),
        "hue": hue_of(person.user_id),
    }
