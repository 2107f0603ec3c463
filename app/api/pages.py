"""The form of every list answer. Start reading at ``Page``."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from data.repositories import Count

Item = TypeVar("Item")


class Counted(BaseModel):
    """How many rows match.

    Attributes:
        is_capped: There are more than ``value``; counting stopped there.
    """

    value: int
    is_capped: bool


class Page(BaseModel, Generic[Item]):
    """A part of a list.

    Attributes:
        next: ``cursor`` of the page after this one; null on the last.
        count: Only when it was asked for.
    """

    items: list[Item]
    next: str | None
    count: Counted | None = None


def counted(count: Count) -> dict[str, Any]:
    """*count* as answers show it."""
    return {"value": count.value, "is_capped": count.is_capped}
