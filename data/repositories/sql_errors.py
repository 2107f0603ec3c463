"""What a failure of the SQL database means to the layers above. Start reading at ``sql_error``."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from data.errors import AppError, Conflict, Invalid, Timeout, Unavailable
from data.models.entity import Entity, collection_of
from data.repositories.revision import unique_conflict

_UNIQUE = re.compile(r"UNIQUE constraint failed: (\w+)\.(\w+)")


SQL_FAILURES = (SQLAlchemyError, TimeoutError, OverflowError, UnicodeError)


def sql_error(error: Exception) -> AppError:
    """Return *error*, one of ``SQL_FAILURES``, as one of ours."""
    if isinstance(error, IntegrityError):
        return Conflict("A value that must be unique is already taken.")
    if isinstance(error, (OverflowError, UnicodeError)):
        return Invalid("A value cannot be stored: it is too large, or not text.")
    text = str(getattr(error, "orig", error))
    if isinstance(error, (PoolTimeout, TimeoutError)) or "locked" in text:
        return Timeout("The database is busy and did not answer in time; try again in a moment.")
    if "no such table" in text or "no such column" in text:
        return Unavailable("The database has not been prepared for this version; run its migrations.")
    return Unavailable("The database does not answer; try again in a moment.")


@contextmanager
def clashes_named(written: Sequence[Entity]) -> Generator[None, None, None]:
    """Turn a clash of unique values in the block into a ``Conflict`` that names the value of one of *written*."""
    try:
        yield
    except IntegrityError as error:
        match = _UNIQUE.search(str(error.orig))
        for item in written:
            if match and collection_of(type(item)) == match[1]:
                raise unique_conflict(item, match[2]) from error
        raise
