"""The list of users."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from app import routes
from app.pages.frame import framed
from app.pages.user_dialogs import user_dialogs
from components.elements import button
from components.layout import list_page, title_row
from components.query import failed, freshness_of, query_boundary, query_claim, stale
from components.states import empty_filtered, empty_first_use
from components.table import (
    View,
    display_menu,
    search_field,
    spacer,
    table_footer,
    table_frame,
    toolbar,
    view_tabs,
)
from components.users import user_form, user_table, user_table_skeleton
from state.auth_state import AuthState
from state.user_state import NO_USER, UserState
from state.users_state import UsersState

VIEWS = (
    View("", "All users"),
    View("active", "Active"),
    View("invited", "Invited"),
    View("suspended", "Suspended"),
    View("locked", "Locked"),
)


def users_page() -> rx.Component:
    """Search, views, table and pages; everything that is on screen stays live."""
    users = UsersState.users
    return framed(
        query_claim(UsersState.user_count),
        list_page(
            title_row("Users", rx.cond(AuthState.may_write, _new_button()), count=UsersState.user_count.data.text),
            view_tabs(VIEWS, current=UsersState.view, on_select=UsersState.set_view),
            toolbar(
                search_field(UsersState.search, on_search=UsersState.set_search, label="Search users"),
                spacer(),
                display_menu(),
            ),
            table_frame(
                query_boundary(
                    users,
                    data=_table,
                    pending=user_table_skeleton(),
                    error=partial(failed, title="The users could not be read"),
                    stale_error=stale,
                    empty=rx.cond(UsersState.is_filtered, empty_filtered("user", on_clear=UsersState.clear_filters), _nobody()),
                ),
                is_fetching=users.is_placeholder_data & users.is_fetching,
            ),
            table_footer(
                UsersState.range_text,
                freshness=freshness_of(users),
                has_previous=UsersState.page_number > 1,
                has_next=UsersState.has_next,
                on_previous=UsersState.previous_page,
                on_next=UsersState.next_page,
            ),
        ),
        user_form(
            is_open=UsersState.is_creating,
            on_open_change=UsersState.set_creating,
            is_new=True,
            draft=rx.Var.create(NO_USER),
            errors=UsersState.create.error.fields,
            form_error=UsersState.create.error.general,
            is_pending=UsersState.create.is_pending,
            on_submit=UsersState.create,
        ),
        user_dialogs(),
        active="Users",
        trail=(("Users", ""),),
    )


def _new_button() -> rx.Component:
    return button("New user", icon="plus", kind="primary", keys="n", on_click=UsersState.set_creating(True))


def _table(data: Any) -> rx.Component:
    return user_table(
        data.rows,
        href=routes.user,
        sort=UsersState.sort,
        on_sort=UsersState.sort_by,
        can_write=AuthState.may_write,
        can_delete=AuthState.may_delete,
        on_edit=UserState.edit,
        on_delete=UserState.ask_to_delete,
        is_stale=UsersState.users.is_error,
    )


def _nobody() -> rx.Component:
    text = "People that you add appear here, and on every open screen, at once."
    return empty_first_use("users", "Add the first user", text, rx.cond(AuthState.may_write, _new_button()))
