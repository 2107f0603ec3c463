"""Activities: who did what to which thing, with the values before and after.

Written once, in the transaction of the change itself, and never changed. Start reading at ``Activity``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import field_validator
from pydantic_core import to_jsonable_python
from sqlalchemy import JSON, Index
from sqlmodel import Field

from data.models.entity import ID_LENGTH, Entity, UtcDateTime, utc_now
from data.models.text import NAME_LENGTH


class Activity(Entity, table=True):
    """One thing that somebody did.

    Attributes:
        actor_name: Their name at that time; it stays when the person is renamed or deleted.
        verb: What was done: ``created``, ``updated``, ``deleted`` ...
        object_type: The noun of the thing: ``user``, ``project``.
        object_name: Its name at that time.
        before: The changed fields as they were; JSON values. Empty when it was created.
        after: The changed fields as they are since; JSON values. Empty when it was deleted.
    """

    __tablename__ = "activities"  # pyright: ignore[reportAssignmentType] - text is what SQLModel documents
    __table_args__ = (
        Index("ix_activities_organisation_at", "organisation", "at", "id"),
        Index("ix_activities_organisation_created_at", "organisation", "created_at", "id"),
        Index("ix_activities_object", "object_type", "object_id", "at", "id"),
    )
    noun: ClassVar[str] = "activity"
    sort_fields: ClassVar[frozenset[str]] = frozenset({"at", "created_at"})

    organisation: str = Field(max_length=80, min_length=1)
    actor_id: str = Field(max_length=ID_LENGTH)
    actor_name: str = Field(default="", max_length=NAME_LENGTH)
    verb: str = Field(max_length=40, min_length=1)
    object_type: str = Field(max_length=40, min_length=1)
    object_id: str = Field(max_length=ID_LENGTH)
    object_name: str = Field(default="", max_length=NAME_LENGTH)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)

    @field_validator("before", "after", mode="before")
    @classmethod
    def _values_are_json(cls, value: Any) -> Any:
        return to_jsonable_python(value)
