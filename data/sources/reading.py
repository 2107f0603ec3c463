"""Steps that every adapter takes between the mapping and a row. Start at ``resource_of``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from data.errors import Invalid, NotFound
from data.sources.document import Document
from data.sources.filter_value import text_problem
from data.sources.mapping import ExternalMapping, FieldMapping, ResourceMapping
from data.sources.row_model import RowReader
from data.sources.shared_resource import RejectedDocument, SharedResource


def resource_of(mapping: ExternalMapping, name: str) -> ResourceMapping:
    """The resource called *name*.

    Raises:
        NotFound: The mapping does not have it.
    """
    found = mapping.resources.get(name)
    if found is None:
        raise NotFound(f"There is no resource {name[:64]!r}; there are: {', '.join(mapping.resources)}.")
    return found


def check_id(id: str, *, resource: ResourceMapping) -> None:
    """Return if a document may have this *id*; a driver would fail on one that is no text.

    Raises:
        NotFound: None can.
    """
    if text_problem(id.replace("\0", "")) is not None:
        raise _no_row(id, resource)


def integer_id(id: str) -> int | None:
    """The integer of 64 bits that reads as *id*, if there is one."""
    number = int(id) if re.fullmatch(r"-?[0-9]{1,19}", id) else None
    return number if number is not None and -(2**63) <= number < 2**63 else None


def readers_of(mapping: ExternalMapping, *, adapt: Callable[[FieldMapping, Any], Any] | None = None) -> Mapping[str, RowReader]:
    """A reader for each resource, by name."""
    return {name: RowReader(resource, adapt=adapt) for name, resource in mapping.resources.items()}


def readable(
    found: Sequence[Document], id: str, *, resource: ResourceMapping, reader: RowReader, read_at: datetime
) -> SharedResource:
    """The row among *found* whose id is exactly *id*.

    Raises:
        NotFound: None has it.
        Invalid: It does not fit the mapping; the message says why.
    """
    document = next((one for one in found if reader.identity(one) == id), None)
    if document is None:
        raise _no_row(id, resource)
    row = reader.read(document, read_at=read_at)
    if isinstance(row, RejectedDocument):
        raise Invalid(f"{resource.label}: the row {id[:64]!r} does not fit the mapping: {row.reason}")
    return row


def _no_row(id: str, resource: ResourceMapping) -> NotFound:
    return NotFound(f"{resource.label}: there is no row with the id {id[:64]!r}.")
