"""The changes of one MongoDB collection, for ever. Start reading at ``watch_collection``.

The driver heals a stream once by itself (a new primary, a short break). Beyond that the loop here opens it again after the last
change it has seen, waiting a little longer each time; when the server no longer knows that place, a ``gap`` says so.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

from data.connections.mongo import Document, MongoChangeStream, MongoCollection, cancellation_kept, change_stream
from data.repositories.protocols import Change, ChangeKind

FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0

_logger = logging.getLogger(__name__)
_KINDS: dict[str, ChangeKind] = {"insert": "create", "update": "update", "replace": "update", "delete": "delete"}
# Who and whether it was deleted is all that is needed; the rest need not travel.
_PIPELINE: list[Document] = [
    {
        "$project": {
            "operationType": 1,
            "documentKey": 1,
            "updateDescription.updatedFields.deleted_at": 1,
            "fullDocument.deleted_at": 1,
        }
    }
]
# The server answers one of these when it does not know, or no longer knows, the place to go on from.
_LOST_PLACE = frozenset({9, 50, 136, 222, 260, 280, 286, 40585, 40615, 50811})
_RESUMABLE = "ResumableChangeStreamError"

Sleep = Callable[[float], Awaitable[Any]]


async def watch_collection(
    collection: MongoCollection,
    *,
    resume: str | None = None,
    on_open: Callable[[], None] | None = None,
    sleep: Sleep = asyncio.sleep,
) -> AsyncGenerator[Change, None]:
    """Yield the changes of *collection*, after *resume* where that is given; never ends by itself.

    Args:
        on_open: Called each time the stream has been opened.
        sleep: Waits between attempts: a quarter of a second, then twice as long each time, 30 seconds at most, less a
            random part so that workers do not come back all at once.
    """
    place = _Place(resume)
    attempt = 0
    while True:
        try:
            async for change in _stream(collection, place, on_open=on_open):
                attempt = 0
                yield change
            place.lose()  # the collection was dropped or renamed: the stream is over, and so is its history
        except PyMongoError as error:
            if _is_place_lost(error, place):
                place.lose()
                continue
            attempt += 1
            delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempt - 1, 16)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
            _logger.warning("Watching %s failed (%s); trying again in %.1f s", collection.name, type(error).__name__, delay)
            await sleep(delay)


class _Place:
    """How far the stream has been read, and whether changes may have been missed on the way."""

    def __init__(self, resume: str | None) -> None:
        self.token: Document | None = {"_data": resume} if resume else None
        self.is_lost = False
        self.was_open = False

    def lose(self) -> None:
        self.token = None
        self.is_lost = True

    def opened(self) -> bool:
        """Return whether a gap must be announced, now that the stream is open."""
        is_gap = self.is_lost or (self.was_open and self.token is None)
        self.is_lost, self.was_open = False, True
        return is_gap


async def _stream(
    collection: MongoCollection, place: _Place, *, on_open: Callable[[], None] | None
) -> AsyncGenerator[Change, None]:
    async with change_stream(collection, _PIPELINE, resume=place.token) as stream:
        event = await _next(stream)
        if place.opened():
            yield Change(collection.name, "gap", "")
        if on_open is not None:
            on_open()
        while True:
            if event is not None:
                if event["operationType"] == "invalidate":
                    return
                yield _change(collection.name, event)
            # Moves on even while nothing changes, so that a quiet collection does not lose its place.
            place.token = _token(stream.resume_token) or place.token
            if not stream.alive:
                return
            event = await _next(stream)


async def _next(stream: MongoChangeStream) -> Document | None:
    with cancellation_kept():
        return await stream.try_next()


def _token(token: Any) -> Document | None:
    return dict(token) if token else None


def _change(collection: str, event: Document) -> Change:
    resume: str = event["_id"]["_data"]
    kind = _KINDS.get(event["operationType"], "gap")
    if kind == "gap":
        return Change(collection, "gap", "", resume)
    written: Document = event.get("updateDescription", {}).get("updatedFields", {}) or event.get("fullDocument") or {}
    if written.get("deleted_at"):
        kind = "delete"
    return Change(collection, kind, str(event["documentKey"]["_id"]), resume)


def _is_place_lost(error: PyMongoError, place: _Place) -> bool:
    if not isinstance(error, OperationFailure) or place.token is None or error.has_error_label(_RESUMABLE):
        return False
    return error.code in _LOST_PLACE
