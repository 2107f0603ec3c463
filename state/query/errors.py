"""What can go wrong in the engine, one class a cause.

QueryError
├── CancelledQueryError     the fetch was called off
├── QueryTimeoutError       the caller waited longer than its timeout
├── MissingQueryFnError     nothing to run
├── NoDataError             the query function returned MISSING
├── InvalidKeyError         the key cannot be hashed
├── InvalidOptionError      an option has a value it cannot have
├── ClientClosedError       the client has ended
└── WrongLoopError          a call from another event loop or thread
"""

from __future__ import annotations


class QueryError(Exception):
    """The root: anything the engine itself raises. Errors of query functions pass through as they are."""


class CancelledQueryError(QueryError):
    """Raised to the callers of a fetch that was cancelled, reset or removed before it ended."""


class QueryTimeoutError(QueryError, TimeoutError):
    """Raised to one caller whose own timeout passed; the fetch goes on for the others."""


class MissingQueryFnError(QueryError):
    """Raised when a fetch or a mutation is asked for and no function was given."""


class NoDataError(QueryError):
    """Raised when a query function returned MISSING; return None for "nothing there"."""


class InvalidKeyError(QueryError, TypeError):
    """Raised when a key is no tuple, or holds a value without a stable identity."""


class InvalidOptionError(QueryError, ValueError):
    """Raised when an option has a value of a kind it cannot have."""


class ClientClosedError(QueryError):
    """Raised by every call after the client was closed, and to callers still waiting then."""


class WrongLoopError(QueryError):
    """Raised when a client is used outside the event loop (or thread) it belongs to."""
