"""Rows as MongoDB documents, and back. Start reading at ``document_of``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from data.connections.mongo import Document
from data.models.entity import Entity, values_of
from data.repositories.mongo_queries import key_of

E = TypeVar("E", bound=Entity)


def document_of(item: Entity) -> Document:
    """Return *item* as it is stored."""
    return stored(values_of(item))


def stored(values: Mapping[str, Any]) -> Document:
    """Return some fields of a row as they are stored: ``id`` as ``_id``, words as text."""
    return {key_of(field): value.value if isinstance(value, Enum) else value for field, value in values.items()}


def item_of(model: type[E], document: Document) -> E:
    """Return the row that *document* holds.

    Raises:
        Invalid: It was written by somebody else, in another shape.
    """
    values = dict(document)
    values["id"] = values.pop("_id")
    return model.checked(values)
