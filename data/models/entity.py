"""What every stored thing has in common, and how its times and words are kept.

One SQLModel class per noun is both the SQL table and the schema of the Mongo document. Start reading at ``Entity``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, cast
from uuid import uuid4

from pydantic import ValidationError, field_validator
from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from data.errors import Invalid

ID_LENGTH = 64


def utc_now() -> datetime:
    """Return the time in UTC, cut to milliseconds: BSON keeps no more."""
    return to_utc(datetime.now(UTC))


def to_utc(moment: datetime) -> datetime:
    """Return *moment* in UTC, cut to milliseconds.

    Raises:
        ValueError: It names no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("must name its time zone")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """Return a new random identifier: 32 hexadecimal digits."""
    return uuid4().hex


class UtcDateTime(TypeDecorator[datetime]):
    """A time column that gives back UTC: SQLite forgets time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return to_utc(value).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


class WordColumn(TypeDecorator[StrEnum]):
    """A column for a ``StrEnum``, stored as its value: adding a word needs no migration, and it sorts as in Mongo."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(length=32)
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Entity(SQLModel):
    """One stored row or document.

    The constructor of a table class does not validate; repositories pass everything through ``checked`` first.

    Attributes:
        version: Starts at 1 and grows by one with every change; a write must name the version it has seen.
        deleted_at: When it was deleted; deleted rows are kept, and repositories never return them.
        noun: The word for one of it in messages.
        sort_fields: Fields that a list may be sorted by; each has an index that begins with ``organisation``.
        search_field: The folded column that a search looks in; empty when there is no search.
        unique_fields: Field that must be unique among what is not deleted -> its label in messages.
    """

    noun: ClassVar[str] = "entry"
    sort_fields: ClassVar[frozenset[str]] = frozenset({"created_at"})
    search_field: ClassVar[str] = ""
    unique_fields: ClassVar[Mapping[str, str]] = {}

    id: str = Field(default_factory=new_id, primary_key=True, max_length=ID_LENGTH)
    version: int = Field(default=1, ge=1)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @field_validator("created_at", "updated_at", "deleted_at", "last_seen_at", "at", check_fields=False)
    @classmethod
    def _times_are_utc(cls, value: datetime | None) -> datetime | None:
        return to_utc(value) if value is not None else None

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """Return a valid, complete row made of *values*.

        Raises:
            Invalid: A field cannot be accepted; ``fields`` says which and why.
        """
        try:
            item = cls.model_validate(dict(values))
        except ValidationError as error:
            raise invalid_fields(error, noun=cls.noun) from error
        item.derive()
        return item

    def derive(self) -> None:
        """Fill in the fields that follow from others."""


def invalid_fields(error: ValidationError, *, noun: str) -> Invalid:
    """Return *error* as ours: one sentence, and what is wrong with each field."""
    fields = {".".join(map(str, part["loc"])) or noun: part["msg"].removeprefix("Value error, ") for part in error.errors()}
    problems = ", ".join(f"{field} {problem}" for field, problem in fields.items())
    return Invalid(f"This {noun} cannot be saved: {problems}.", fields=fields)


def collection_of(model: type[Entity]) -> str:
    """Return the name of the table or collection that *model* is kept in."""
    return cast("str", model.__tablename__)


def values_of(item: Entity) -> dict[str, Any]:
    """Return every field of *item*, as Python values."""
    return item.model_dump(warnings=False)  # whether they fit is decided afterwards
