"""What the list of users does. One user is the business of ``user_state.py``."""

from __future__ import annotations

from typing import Any

import reflex as rx

from data.models import User, UserCreate, UserStatus
from data.repositories import ListQuery, Where
from state.auth import require
from state.auth_state import UserScoped, current
from state.binding import MutationMeta, mutation, notice, query_var, text_from_browser
from state.query import MutationOptions, QueryOptions, keep_previous_data
from state.resources.selection import selected
from state.resources.totals import Total, total
from state.resources.user_rows import (
    UserTable,
    user_table,
)
from state.resources.users import create_user, user_count, user_list
from state.runtime import runtime

PAGE_SIZE = 50
SORTS = tuple(User.sort_fields)
VIEWS = ("", *(status.value for status in UserStatus))
DEFAULT_SORT = "-last_seen_at"


class UsersState(UserScoped):
    """The list: search, view, sort, pages, and adding somebody.

    Attributes:
        view: A status to show, or empty for all.
        sort: A field, with ``-`` in front for descending.
    """

    search: str = ""
    view: str = ""
    sort: str = DEFAULT_SORT
    page_number: int = 1
    is_creating: bool = False
    _cursors: list[str] = []

    def _query(self) -> ListQuery:
        where = (Where("status", "eq", self.view),) if self.view else ()
        after = self._cursors[-1] if self._cursors else None
        return ListQuery(where=where, search=self.search, sort=self.sort, limit=PAGE_SIZE, after=after)

    @query_var
    @require("users:read")
    def users(self) -> QueryOptions[UserTable]:
        """The page of users in view; while another one loads, this one stays."""
        page = user_list(runtime().users, self._query(), organisation=self.scope)
        return selected(page, user_table, placeholder_data=keep_previous_data)

    @query_var
    @require("users:read")
    def user_count(self) -> QueryOptions[Total]:
        """How many users match."""
        count = user_count(runtime().users, self._query(), organisation=self.scope)
        return selected(count, total, placeholder_data=keep_previous_data)

    @mutation
    @require("users:write")
    def create(self) -> MutationOptions[UserCreate, User]:
        """Add somebody; the list shows it at once."""
        return create_user(runtime().users, runtime().client, principal=current(self.principal))

    @create.on_success
    def _created(self, user: User) -> Any:
        self.is_creating = False
        return notice.done(f"{user.name} was added")

    @rx.event
    @require("users:read")
    def set_search(self, text: str) -> None:
        """Look for part of a name or e-mail."""
        self.search = text_from_browser(text)
        self._to_first_page()

    @rx.event
    @require("users:read")
    def set_view(self, view: str) -> None:
        """Show one status, or all of them."""
        self.view = view if view in VIEWS else ""
        self._to_first_page()

    @rx.event
    @require("users:read")
    def sort_by(self, field: str) -> None:
        """Sort by a field; a second press turns the direction."""
        if field in SORTS:
            self.sort = f"-{field}" if self.sort == field else field
            self._to_first_page()

    @rx.event
    @require("users:read")
    def clear_filters(self) -> None:
        """Show everybody again."""
        self.search = self.view = ""
        self._to_first_page()

    @rx.event
    @require("users:read")
    def next_page(self) -> None:
        """Go on after the last row."""
        table = self.users.data
        if table and table.next and not self.users.is_placeholder_data:
            self._cursors = [*self._cursors, table.next]
            self.page_number += 1

    @rx.event
    @require("users:read")
    def previous_page(self) -> None:
        """Go back."""
        if self._cursors:
            self._cursors = self._cursors[:-1]
            self.page_number -= 1

    def _to_first_page(self) -> None:
        self._cursors = []
        self.page_number = 1

    @rx.event
    @require("users:write")
    def set_creating(self, is_open: bool) -> None:
        """Open or close the form for somebody new; it opens without the errors of the last time."""
        self.is_creating = is_open
        runtime().binding.set_mutation(self, "create", MutationMeta())

    @rx.var
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return bool(self.users.data and self.users.data.next)

    @rx.var
    def is_filtered(self) -> bool:
        """Whether fewer than all users are asked for."""
        return bool(self.search or self.view)

    @rx.var
    def range_text(self) -> str:
        """Which rows are in view, like ``51–100 of 204``."""
        shown = len(self.users.data or ())
        first = (self.page_number - 1) * PAGE_SIZE + 1
        count = self.user_count.data
        return f"{first:,}–{first + shown - 1:,} of {count.text}" if shown and count else ""
