"""Projects: the row, and what may be sent to create or change one.

Start reading at ``Project``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, field_validator
from sqlalchemy import JSON, Index
from sqlmodel import Field

from data.models.changes import Changes
from data.models.entity import ID_LENGTH, Entity, WordColumn
from data.models.text import NAME_LENGTH, TEXT_LENGTH, checked_line, checked_text, folded

ProjectName = Annotated[str, AfterValidator(checked_line)]
Description = Annotated[str, AfterValidator(checked_text)]


class ProjectStatus(StrEnum):
    """How far a project is."""

    planned = "planned"
    active = "active"
    paused = "paused"
    done = "done"


class Project(Entity, table=True):
    """One piece of work of an organisation.

    Attributes:
        search_name: Name and description, folded; follows them whenever the row is validated.
        owner_id: The user who answers for it.
        member_ids: Users who work on it; no order, no doubles.
    """

    __tablename__ = "projects"  # pyright: ignore[reportAssignmentType] - text is what SQLModel documents
    __table_args__ = (
        Index("ix_projects_organisation_name", "organisation", "name", "id"),
        Index("ix_projects_organisation_status", "organisation", "status", "id"),
        Index("ix_projects_organisation_created_at", "organisation", "created_at", "id"),
        Index("ix_projects_organisation_updated_at", "organisation", "updated_at", "id"),
        Index("ix_projects_owner_id", "owner_id"),
    )
    noun: ClassVar[str] = "project"
    sort_fields: ClassVar[frozenset[str]] = frozenset({"name", "status", "created_at", "updated_at"})
    search_field: ClassVar[str] = "search_name"

    name: str = Field(max_length=NAME_LENGTH)
    search_name: str = Field(default="", max_length=(NAME_LENGTH + TEXT_LENGTH) * 3 + 1)
    description: str = Field(default="", max_length=TEXT_LENGTH)
    status: ProjectStatus = Field(
        default=ProjectStatus.planned,
        sa_type=WordColumn(ProjectStatus),  # pyright: ignore[reportArgumentType] - instances work
    )
    owner_id: str = Field(max_length=ID_LENGTH)
    member_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    organisation: str = Field(max_length=80, min_length=1)

    @field_validator("name")
    @classmethod
    def _name_is_a_line(cls, value: str) -> str:
        return checked_line(value)

    @field_validator("description")
    @classmethod
    def _description_is_text(cls, value: str) -> str:
        return checked_text(value)

    @field_validator("member_ids")
    @classmethod
    def _members_are_named_once(cls, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))

    def derive(self) -> None:
        self.search_name = f"{folded(self.name)} {folded(self.description)}"


class ProjectCreate(BaseModel):
    """What is sent to add a project."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ProjectName
    description: Description = ""
    status: ProjectStatus = ProjectStatus.planned
    owner_id: str
    member_ids: tuple[str, ...] = ()


class ProjectUpdate(Changes):
    """What is sent to change a project; only what is named changes."""

    name: ProjectName | None = None
    description: Description | None = None
    status: ProjectStatus | None = None
    owner_id: str | None = None
    member_ids: tuple[str, ...] | None = None
