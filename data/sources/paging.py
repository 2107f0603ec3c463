"""Pages made of what a database returned. Start at ``build_page``."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.repositories import CursorCodec
from data.sources.document import Document
from data.sources.listing import Listing, Position, next_cursor
from data.sources.row_model import RowReader
from data.sources.shared_resource import RejectedDocument, ResourcePage, SharedResource

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """One document as the database holds it, and where it stands in the list."""

    position: Position
    document: Document


def build_page(
    listing: Listing, records: Sequence[Record], *, reader: RowReader, codec: CursorCodec, read_at: datetime
) -> ResourcePage:
    """The page of *records*, of which there is one more than the limit if there is a next page."""
    shown = records[: listing.limit]
    read = [reader.read(record.document, read_at=read_at) for record in shown]
    rejected = [one for one in read if isinstance(one, RejectedDocument)]
    if rejected:
        _log.info("%s: %d of %d documents do not fit the mapping", listing.resource.name, len(rejected), len(shown))
    return ResourcePage(
        items=[one for one in read if isinstance(one, SharedResource)],
        rejected=rejected,
        next=next_cursor(listing, shown[-1].position, codec=codec) if len(records) > listing.limit else None,
    )
