"""Users as a screen draws them: small, flat, and the same for everybody who may see the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from data.models import Activity, User, UserStatus
from data.repositories import Page

HUES = 6
FIELD_LABELS = {"name": "Name", "email": "E-mail", "role": "Role", "status": "Status", "title": "Title"}


@dataclass(frozen=True)
class UserRow:
    """One user of a list or a detail page.

    Attributes:
        hue: Which of the avatar's colours, ``"0"`` to ``"5"``; the same for one user on every screen.
        last_seen_at: ISO 8601, UTC; the browser turns it into words. Empty for somebody who never came.
    """

    id: str
    name: str
    email: str
    role: str
    status: str
    title: str
    initials: str
    hue: str
    last_seen_at: str
    created_at: str
    updated_at: str
    version: int


@dataclass(frozen=True)
class UserTable:
    """One page of users.

    Attributes:
        next: Cursor for the page after this one; empty on the last.
    """

    rows: list[UserRow] = field(default_factory=list)
    next: str = ""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after a change."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ActivityRow:
    """One thing that somebody did."""

    id: str
    actor_name: str
    actor_initials: str
    verb: str
    summary: str
    at: str
    changes: list[FieldChange] = field(default_factory=list)


def initials_of(name: str) -> str:
    """First letters of the first and the last word, at most two."""
    letters = [next(filter(str.isalnum, word), "") for word in name.split()]
    firsts = [letter for letter in letters if letter]
    return "".join(firsts[:1] + firsts[1:][-1:]).upper()


def hue_of(user_id: str) -> str:
    """Which of the avatar's colours a user has: the same one on every screen."""
    return str(crc32(user_id.encode()) % HUES)


def user_row(user: User) -> UserRow:
    """The row of one user."""
    return UserRow(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role.value,
        status=user.status.value,
        title=user.title,
        initials=initials_of(user.name),
        hue=hue_of(user.id),
        last_seen_at="" if user.status is UserStatus.invited else user.last_seen_at.isoformat(),
        created_at=user.created_at.isoformat(),
        updated_at=user.updated_at.isoformat(),
        version=user.version,
    )


def user_table(page: Page[User]) -> UserTable:
    """The rows of one page."""
    return UserTable([user_row(user) for user in page.items], page.next or "")


def activity_rows(page: Page[Activity]) -> list[ActivityRow]:
    """The timeline of one object, newest first."""
    return [
        ActivityRow(
            id=activity.id,
            actor_name=activity.actor_name,
            actor_initials=initials_of(activity.actor_name),
            verb=activity.verb,
            summary=f"{activity.verb} this user" if activity.verb != "updated" else _changed(activity),
            at=activity.at.isoformat(),
            changes=_changes(activity) if activity.verb == "updated" else [],
        )
        for activity in page.items
    ]


def _changes(activity: Activity) -> list[FieldChange]:
    return [
        FieldChange(FIELD_LABELS.get(name, name), str(activity.before.get(name, "")), str(after))
        for name, after in activity.after.items()
        if activity.before.get(name) != after
    ]


def _changed(activity: Activity) -> str:
    names = [change.field.lower() for change in _changes(activity)]
    if not names:
        return "saved this user without a change"
    return "changed the " + (names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}")
