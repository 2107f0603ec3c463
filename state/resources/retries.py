"""What happens after a read has failed: another try at once where that helps, and further ones by themselves."""

from __future__ import annotations

from typing import Any

from data.errors import Unavailable

RETRY = 3.0
"""Seconds between two reads of a database that does not answer, while somebody looks."""


def is_worth_retrying(failures: int, error: BaseException) -> bool:
    """Once more for a passing fault of the database; a refusal of the input, or a missing row, stays as it is."""
    return failures < 1 and isinstance(error, Unavailable)


def until_it_answers(query: Any) -> float | None:
    """A ``refetch_interval``: ask again every few seconds while the database does not answer, and not otherwise."""
    return RETRY if isinstance(query.state.error, Unavailable) else None
