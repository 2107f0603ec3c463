"""What a failure of MongoDB means to the layers above. Start reading at ``mongo_error``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bson.errors import InvalidDocument
from pymongo.errors import DuplicateKeyError, OperationFailure, PyMongoError

from data.errors import AppError, Conflict, Invalid, Timeout, Unavailable
from data.models.entity import Entity
from data.repositories.revision import unique_conflict

MONGO_FAILURES = (PyMongoError, TimeoutError, InvalidDocument, OverflowError, UnicodeError)

DUPLICATE_KEY = 11000
_UNAUTHORIZED, _AUTHENTICATION_FAILED, _ATLAS_ERROR = 13, 18, 8000


def mongo_error(error: Exception, *, written: Sequence[Entity] = ()) -> AppError:
    """Return *error*, one of ``MONGO_FAILURES``, as one of ours.

    Args:
        written: The rows that were to be written, to name the value that is taken.
    """
    if isinstance(error, DuplicateKeyError):
        return _conflict(error, written)
    if isinstance(error, (InvalidDocument, OverflowError, UnicodeError)):
        return Invalid("A value cannot be stored: it is too large, or not text.")
    if isinstance(error, TimeoutError) or (isinstance(error, PyMongoError) and error.timeout):
        return Timeout("The database did not answer in time; try again in a moment.")
    if isinstance(error, OperationFailure) and error.code in (_UNAUTHORIZED, _AUTHENTICATION_FAILED, _ATLAS_ERROR):
        return Unavailable("The database refuses its account; check the user, the password and the rights of that user.")
    return Unavailable("The database does not answer; try again in a moment.")


def _conflict(error: DuplicateKeyError, written: Sequence[Entity]) -> Conflict:
    details: Mapping[str, Any] = error.details or {}
    taken = cast("Mapping[str, Any]", details.get("keyValue", {}))
    for item in written:
        for key, value in taken.items():
            field = "id" if key == "_id" else key
            if getattr(item, field, None) == value:
                return unique_conflict(item, field)
    return Conflict("A value that must be unique is already taken.")
