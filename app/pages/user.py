"""One user: what is known, and what happened."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from app import routes
from app.pages.frame import framed
from app.pages.user_dialogs import user_dialogs
from components.elements import button
from components.layout import detail_page
from components.query import failed, query_boundary, stale
from components.states import not_found
from components.users import activity_timeline, timeline_skeleton, user_detail_skeleton, user_header, user_properties
from state.auth_state import AuthState
from state.binding import QueryRef
from state.user_state import UserState


def user_page() -> rx.Component:
    """Header and timeline left, properties right."""
    user = UserState.user
    return framed(
        query_boundary(
            user, data=_present_or_gone, pending=user_detail_skeleton(), error=_failed, stale_error=_stale_but_there
        ),
        user_dialogs(),
        active="Users",
        trail=(("Users", routes.USERS), (rx.cond(user.has_data, user.data.name, "User"), "")),
    )


def _present_or_gone(user: Any) -> rx.Component:
    """Somebody else may delete the user while this page is open: then there is nothing left to act on."""
    return rx.cond(UserState.user.error.code == "not_found", _failed(UserState.user), _user(user))


def _user(user: Any) -> rx.Component:
    return detail_page(
        user_header(
            user,
            can_write=AuthState.may_write,
            can_delete=AuthState.may_delete,
            on_edit=UserState.edit(user.id),
            on_delete=UserState.ask_to_delete(user.id),
        ),
        rx.el.h2("Activity", class_name="rf-h2 rf-side-title"),
        query_boundary(
            UserState.activity,
            data=activity_timeline,
            pending=timeline_skeleton(),
            error=partial(failed, title="The activity could not be read"),
            stale_error=stale,
            empty=rx.el.p("Nothing has happened to this user yet.", class_name="rf-sub"),
        ),
        side=user_properties(user),
    )


def _stale_but_there(user: QueryRef[Any]) -> rx.Component:
    return rx.cond(user.error.code != "not_found", stale(user))


def _failed(user: QueryRef[Any]) -> rx.Component:
    back = button("All users", icon="arrow-left", on_click=rx.redirect(routes.USERS))
    return rx.cond(
        user.error.code == "not_found",
        not_found("There is no such user", user.error.message, back),
        failed(user, title="The user could not be read"),
    )
