"""People: the row, what may be sent to create or change one, and what is shown of one.

Start reading at ``User``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, field_validator
from sqlalchemy import Index, text
from sqlmodel import Field

from data.models.changes import Changes
from data.models.entity import Entity, UtcDateTime, WordColumn, utc_now
from data.models.text import EMAIL_LENGTH, NAME_LENGTH, checked_email, checked_line, checked_title, folded

Name = Annotated[str, AfterValidator(checked_line)]
Email = Annotated[str, AfterValidator(checked_email)]
Title = Annotated[str, AfterValidator(checked_title)]


class Role(StrEnum):
    """What somebody may do in an organisation."""

    owner = "owner"
    admin = "admin"
    editor = "editor"
    viewer = "viewer"


class UserStatus(StrEnum):
    """Whether somebody can sign in."""

    active = "active"
    invited = "invited"
    suspended = "suspended"
    locked = "locked"


class User(Entity, table=True):
    """One person in one organisation.

    Attributes:
        clerk_id: The person at the sign-in provider; ``user_<id>`` until the provider has named one.
        search_name: Name and e-mail, folded; follows them whenever the row is validated.
        email: Trimmed and casefolded; unique among the people who are not deleted.
        organisation: Identifier of the organisation.
        last_seen_at: Last time of use; the time of creation until then, because sort fields are never empty.
    """

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType] - text is what SQLModel documents
    __table_args__ = (
        Index("ux_users_email", "email", unique=True, sqlite_where=text("deleted_at IS NULL")),
        Index("ix_users_clerk_id", "clerk_id"),
        Index("ix_users_organisation_name", "organisation", "name", "id"),
        Index("ix_users_organisation_email", "organisation", "email", "id"),
        Index("ix_users_organisation_role", "organisation", "role", "id"),
        Index("ix_users_organisation_status", "organisation", "status", "id"),
        Index("ix_users_organisation_last_seen_at", "organisation", "last_seen_at", "id"),
        Index("ix_users_organisation_created_at", "organisation", "created_at", "id"),
    )
    noun: ClassVar[str] = "user"
    sort_fields: ClassVar[frozenset[str]] = frozenset({"name", "email", "role", "status", "last_seen_at", "created_at"})
    search_field: ClassVar[str] = "search_name"
    unique_fields: ClassVar[Mapping[str, str]] = {"email": "e-mail"}

    clerk_id: str = Field(default="", max_length=80)
    name: str = Field(max_length=NAME_LENGTH)
    search_name: str = Field(default="", max_length=NAME_LENGTH * 3 + EMAIL_LENGTH)
    email: str = Field(max_length=EMAIL_LENGTH)
    role: Role = Field(default=Role.viewer, sa_type=WordColumn(Role))  # pyright: ignore[reportArgumentType] - instances work
    status: UserStatus = Field(default=UserStatus.invited, sa_type=WordColumn(UserStatus))  # pyright: ignore[reportArgumentType]
    organisation: str = Field(max_length=80, min_length=1)
    avatar_url: str = Field(default="", max_length=500)
    title: str = Field(default="", max_length=NAME_LENGTH)
    last_seen_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)

    @field_validator("name")
    @classmethod
    def _name_is_a_line(cls, value: str) -> str:
        return checked_line(value)

    @field_validator("title")
    @classmethod
    def _title_is_a_line(cls, value: str) -> str:
        return checked_title(value)

    @field_validator("email", mode="before")
    @classmethod
    def _email_is_an_address(cls, value: Any) -> Any:
        return checked_email(value) if isinstance(value, str) else value

    def derive(self) -> None:
        self.clerk_id = self.clerk_id or f"user_{self.id}"
        self.search_name = f"{folded(self.name)} {folded(self.email)}"


class UserCreate(BaseModel):
    """What is sent to add somebody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    email: Email
    role: Role
    status: UserStatus = UserStatus.invited
    title: Title = ""


class UserUpdate(Changes):
    """What is sent to change somebody; only what is named changes."""

    name: Name | None = None
    email: Email | None = None
    role: Role | None = None
    status: UserStatus | None = None
    title: Title | None = None


class UserPublic(BaseModel):
    """What others may see of somebody; made by ``UserPublic.model_validate(user)``."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: str
    version: int
    name: str
    email: str
    role: Role
    status: UserStatus
    organisation: str
    avatar_url: str
    title: str
    last_seen_at: datetime
    created_at: datetime
    updated_at: datetime
