"""What is read from the external database: rows, rejected documents, and pages of both. Start at ``SharedResource``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SharedResource:
    """One row that fits the mapping.

    Attributes:
        resource: Name of the resource in the mapping.
        id: The document's id as text.
        title: What the row is called; the id where the title's values are missing.
        fields: Declared field to its value, JSON-ready. None where the document has none and there is no default.
            Times are ISO 8601 text in UTC; a geo_point is ``{"lat": …, "lon": …}`` in degrees.
        document: Everything the database holds of it, JSON-ready.
        read_at: When it was read, UTC.
    """

    resource: str
    id: str
    title: str
    fields: dict[str, Any]
    document: dict[str, Any]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class RejectedDocument:
    """One document of another shape than the mapping says.

    Attributes:
        id: The document's id as text; empty where it has none.
        reason: One sentence: which field, what was expected, what was found.
        document: Everything the database holds of it, JSON-ready.
    """

    resource: str
    id: str
    reason: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """One page of a list.

    Attributes:
        items: At most ``ListQuery.limit`` together with *rejected*.
        rejected: Documents of this page that do not fit, so that nothing vanishes silently.
        next: Cursor of the page after this one; None on the last.
    """

    items: list[SharedResource]
    rejected: list[RejectedDocument] = field(default_factory=list[RejectedDocument])
    next: str | None = None
