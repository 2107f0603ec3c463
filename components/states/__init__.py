"""What a page shows when there is nothing, not yet, or no longer."""

from components.states.blank_state import blank_state
from components.states.denied import forbidden, not_found
from components.states.empty import empty_filtered, empty_first_use
from components.states.failed import error_state, partial_error

__all__ = [
    "blank_state",
    "empty_filtered",
    "empty_first_use",
    "error_state",
    "forbidden",
    "not_found",
    "partial_error",
]
