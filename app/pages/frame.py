"""The frame that every page of the console stands in. Start at ``framed``."""

from __future__ import annotations

import reflex as rx

from app import routes
from components.auth import sign_out
from components.layout import NavGroup, NavItem, Person, Trail, app_shell
from state.auth_state import AuthState

NAVIGATION = (
    NavGroup("Workspace", (NavItem("Users", "users", routes.USERS, keys="g u"),)),
    NavGroup("Data", (NavItem("Resources", "database", routes.RESOURCES, keys="g r"),)),
)


def framed(*children: rx.Component, active: str, trail: Trail) -> rx.Component:
    """A page for people who are signed in. Others see nothing of it: the auth shell leads them to the sign-in and back."""
    person = Person(
        name=AuthState.name,
        initials=AuthState.initials,
        role=AuthState.role,
        hue=AuthState.hue,
        organisation=AuthState.organisation_name,
        on_sign_out=sign_out(),
    )
    shell = app_shell(
        *children, nav=NAVIGATION, active=active, trail=((AuthState.organisation_name, ""), *trail), person=person
    )
    return rx.cond(AuthState.session_id != "", shell)
