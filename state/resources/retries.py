"""Which failures of a read are worth another try at once."""

from __future__ import annotations

from data.errors import Unavailable


def is_worth_retrying(failures: int, error: BaseException) -> bool:
    """Once more for a passing fault of the database; a refusal of the input, or a missing row, stays as it is."""
    return failures < 1 and isinstance(error, Unavailable)
