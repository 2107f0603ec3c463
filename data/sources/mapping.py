"""What is shown of the external database: resources, their fields, and where in a document each value stands.

Start at ``ExternalMapping``. ``mapping_file.py`` reads it from TOML; nothing here does any I/O.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

FieldType: TypeAlias = Literal["string", "integer", "float", "boolean", "datetime", "geo_point", "list", "object", "map"]

SCALAR_TYPES: frozenset[FieldType] = frozenset({"string", "integer", "float", "boolean", "datetime"})
"""Types with an order, and so the only ones that may be filtered or sorted."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A path in a title: ``{location.address.city}``."""


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One value of a resource.

    Attributes:
        name: Its name in URLs, filters and rows.
        label: Its name for people.
        path: Where it stands in a document, ``location.address.state``; a number is a place in a list.
        is_filterable: May stand in ``ListQuery.where``. Scalars only.
        is_sortable: May stand in ``ListQuery.sort``. Scalars only.
        is_searchable: ``ListQuery.search`` looks into it. Strings only.
        is_required: A document without it is rejected.
        choices: The values it may have; None if any.
        default: Stands in for a value that a document lacks.
    """

    name: str
    label: str
    path: str
    type: FieldType
    is_filterable: bool = False
    is_sortable: bool = False
    is_searchable: bool = False
    is_required: bool = False
    choices: tuple[str | int, ...] | None = None
    default: Any = None


@dataclass(frozen=True)
class ResourceMapping:
    """One collection or table.

    Attributes:
        name: Its name in URLs and cache keys.
        label: Its name for people.
        collection: The MongoDB collection, or the SQL table or view.
        id: Path of the value that identifies a document.
        title: Path or template, ``"{location.address.city} · {theaterId}"``, of what a row is called.
        fields: In the order of the file, which is the order of columns.
    """

    name: str
    label: str
    collection: str
    id: str
    title: str
    fields: tuple[FieldMapping, ...]

    @cached_property
    def by_name(self) -> Mapping[str, FieldMapping]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @property
    def searchable(self) -> tuple[FieldMapping, ...]:
        """The fields that a search looks into."""
        return tuple(field for field in self.fields if field.is_searchable)

    @property
    def title_paths(self) -> tuple[str, ...]:
        """The paths that the title is made of."""
        return tuple(PLACEHOLDER.findall(self.title)) or (self.title,)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that a row is made of, each once: id, title, fields."""
        return tuple(dict.fromkeys((self.id, *self.title_paths, *(field.path for field in self.fields))))


@dataclass(frozen=True, slots=True)
class ExternalMapping:
    """Everything that is shown of the external database.

    Attributes:
        resources: By name, in the order of the file.
        origin: The file it was read from, for messages.
    """

    resources: Mapping[str, ResourceMapping]
    origin: str = "the mapping"
