"""What is done with one user: show, edit, resolve a conflict, delete. The list is in ``users_state.py``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import unquote

import reflex as rx

from data.errors import AppError, Conflict
from data.models import Role, User, UserStatus, UserUpdate
from state.auth import public, require
from state.auth_state import UserScoped, current
from state.binding import MutationMeta, mutation, notice, query_var, text_from_browser
from state.query import MutationOptions, QueryOptions
from state.resources.activities import activities_of
from state.resources.selection import selected
from state.resources.user_rows import (
    FIELD_LABELS,
    ActivityRow,
    UserRow,
    activity_rows,
    user_row,
)
from state.resources.users import delete_user, update_user, user_detail
from state.runtime import runtime

EDITABLE = ("name", "email", "title", "role", "status")


NO_USER = UserRow("", "", "", Role.viewer.value, UserStatus.invited.value, "", "", "0", "", "", "", 0)


@dataclass(frozen=True)
class ConflictField:
    """One field on which two saves differ.

    Attributes:
        base: What it was when the form was opened.
        pick: ``theirs`` or ``yours``.
    """

    field: str
    label: str
    base: str
    theirs: str
    yours: str
    pick: str = "theirs"


class UserState(UserScoped):
    """One user: properties, activity, edit with conflict, delete. Serves the page of a user and the row menus of the list.

    Attributes:
        draft: The user as it was when its form, or the question before deleting, was opened.
        conflicts: The fields on which this save and somebody else's differ; empty when there is no conflict.
        conflict_actor: Who saved in between.
        conflict_at: When: ISO 8601, UTC.
    """

    is_editing: bool = False
    is_deleting: bool = False
    draft: UserRow = NO_USER
    conflicts: list[ConflictField] = []
    conflict_actor: str = ""
    conflict_at: str = ""
    _user_id: str = ""
    _wanted: dict[str, Any] = {}
    _version: int = 0
    _their_version: int = 0

    @query_var
    @require("users:read")
    def user(self) -> QueryOptions[UserRow]:
        """The user that the address names."""
        detail = user_detail(runtime().users, self._user_id, organisation=self.scope)
        return selected(detail, user_row, enabled=bool(self._user_id))

    @query_var
    @require("users:read")
    def activity(self) -> QueryOptions[list[ActivityRow]]:
        """What happened to this user, newest first."""
        activities = activities_of(runtime().activities, User.noun, self._user_id, organisation=self.scope)
        return selected(activities, activity_rows, enabled=bool(self._user_id))

    @mutation
    @require("users:write")
    def update(self) -> MutationOptions[UserUpdate, User]:
        """Save what was wanted, over the version that the person has seen: when opening the form, or in the conflict."""
        return update_user(
            runtime().users,
            runtime().client,
            user_id=self.draft.id,
            version=self._version,
            principal=current(self.principal),
        )

    @update.variables
    def _wanted_changes(self) -> Any:
        return dict(self._wanted)

    @update.on_success
    def _updated(self, user: User) -> Any:
        self.is_editing, self.conflicts, self._wanted = False, [], {}
        return notice.done(f"{user.name} was saved")

    @update.on_error
    def _not_updated(self, error: Exception) -> Any:
        return UserState.compare if isinstance(error, Conflict) and not error.field else None

    @mutation
    @require("users:delete")
    def delete(self) -> MutationOptions[None, None]:
        """Delete the user that was asked about, in the version that was shown."""
        draft = self.draft
        return delete_user(
            runtime().users, runtime().client, user_id=draft.id, version=draft.version, principal=current(self.principal)
        )

    @delete.on_success
    def _deleted(self, _: None) -> Any:
        self.is_deleting = False
        told = notice.done(f"{self.draft.name} was deleted")
        path = self.router.url.path.rstrip("/")
        is_its_page = path.endswith(f"/{self.draft.id}")
        return [rx.redirect(path.rpartition("/")[0]), told] if is_its_page else told

    @rx.event
    @public
    def open(self) -> None:
        """The page of a user was opened: note whom its address names. Who may see that user is asked when it is read.

        Runs before the browser has said who is signed in, and again after a reconnect; then it changes nothing.
        """
        user_id = unquote(self.router.url.path.rstrip("/").rpartition("/")[2])
        if user_id != self._user_id:
            self._user_id = user_id
            self.is_editing = self.is_deleting = False
            self.conflicts = []

    @rx.event(background=True)
    @require("users:write")
    async def edit(self, user_id: str) -> Any:
        """Open the form on the user as it is now."""
        return await self._show(text_from_browser(user_id), "is_editing")

    @rx.event(background=True)
    @require("users:delete")
    async def ask_to_delete(self, user_id: str) -> Any:
        """Ask before a user is deleted; meant is the version of now."""
        return await self._show(text_from_browser(user_id), "is_deleting")

    async def _show(self, user_id: str, dialog: str) -> Any:
        asked_by = self.session_id
        try:
            draft = await self._newest(user_id)
        except AppError as error:
            return notice.failed(error.message)
        async with self:
            if self.session_id != asked_by:
                return None  # somebody else uses this tab now
            runtime().binding.set_mutation(self, "update", MutationMeta())
            runtime().binding.set_mutation(self, "delete", MutationMeta())
            self.draft, self._version, self.conflicts = draft, draft.version, []
            setattr(self, dialog, True)
        return None

    async def _newest(self, user_id: str) -> UserRow:
        async with self:
            options = user_detail(runtime().users, user_id, organisation=self.scope)
        return user_row(await runtime().client.fetch(replace(options, stale_time=0.0)))

    @rx.event
    @require("users:read")
    def set_editing(self, is_open: bool) -> None:
        """Close the form."""
        self.is_editing = self.is_editing and is_open

    @rx.event
    @require("users:read")
    def set_deleting(self, is_open: bool) -> None:
        """Do not delete after all."""
        self.is_deleting = self.is_deleting and is_open

    @rx.event
    @require("users:write")
    def save(self, form: dict[str, Any]) -> Any:
        """Save what the form holds; only what differs from what it was opened with."""
        before = asdict(self.draft)
        self._wanted = {name: form[name] for name in EDITABLE if name in form and form[name] != before[name]}
        if not self._wanted:
            self.is_editing = False
            return None
        return UserState.update

    @rx.event(background=True)
    @require("users:write")
    async def compare(self) -> Any:
        """Somebody else saved first: show both sides, field by field, and let the person choose."""
        asked_by = self.session_id
        try:
            theirs = await self._newest(self.draft.id)
            async with self:
                scope = self.scope
            activities = activities_of(runtime().activities, User.noun, theirs.id, organisation=scope)
            newest = (await runtime().client.fetch(replace(activities, stale_time=0.0))).items[:1]
        except AppError as error:
            return notice.failed(error.message)
        async with self:
            if self.session_id != asked_by:
                return None
            self._their_version, self.conflict_at = theirs.version, theirs.updated_at
            self.conflict_actor = newest[0].actor_name if newest else "Somebody"
            self.conflicts = [_conflict(name, self.draft, theirs, yours=str(value)) for name, value in self._wanted.items()]
        return None

    @rx.var
    def is_comparing(self) -> bool:
        """Whether there is a conflict to resolve."""
        return bool(self.conflicts)

    @rx.event
    @require("users:write")
    def pick(self, field: str, side: str) -> None:
        """Choose a side for one field of the conflict."""
        if side in ("theirs", "yours"):
            self.conflicts = [replace(item, pick=side) if item.field == field else item for item in self.conflicts]

    @rx.event
    @require("users:write")
    def resolve(self) -> Any:
        """Save the chosen sides over the version that the conflict showed."""
        self._version = self._their_version
        self._wanted = {item.field: item.yours for item in self.conflicts if item.pick == "yours"}
        return UserState.update if self._wanted else UserState.discard

    @rx.event
    @require("users:write")
    def discard(self) -> Any:
        """Leave everything as the other person saved it."""
        self.conflicts, self.is_editing, self._wanted = [], False, {}
        return notice.said("Nothing of yours was saved; their version stays.")

    @rx.event
    @require("users:write")
    def set_comparing(self, is_open: bool) -> None:
        """Go back to the form. It still stands on the old version, so saving it compares again."""
        if not is_open:
            self.conflicts = []


def _conflict(name: str, base: UserRow, theirs: UserRow, *, yours: str) -> ConflictField:
    before, now = getattr(base, name), getattr(theirs, name)
    return ConflictField(name, FIELD_LABELS[name], before, now, yours, pick="yours" if now == before else "theirs")
