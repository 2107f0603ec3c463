"""Everything that may go wrong, as the layers above see it.

AppError
├── SettingsError     a setting is missing or wrong; the process does not start
├── Unavailable       a database or service does not answer
│   └── Timeout       … it did not answer in time
├── NotFound          there is no such row
├── Conflict          the row changed meanwhile, or a unique value is taken
├── Invalid           the input cannot be accepted; says which field
├── Unauthenticated   nobody is signed in, or the session is over
└── Forbidden         somebody is signed in who may not do this

A driver's exception never leaves ``data``: adapters raise one of these ``from`` it. Messages are written for the person who
reads them: what happened, to which thing, what to do. They hold no secret and no address of a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class AppError(Exception):
    """Root of our errors.

    Attributes:
        message: One sentence for people.
        code: Stable word for programs.
        status: The HTTP status that an endpoint answers with.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsError(AppError):
    """A setting is missing or wrong; the sentence names the variable, its value (never a secret) and the fix."""

    code = "settings_error"


class Unavailable(AppError):
    """A database or service does not answer."""

    code = "unavailable"
    status = 503


class Timeout(Unavailable):
    """A database or service did not answer in time."""

    code = "timeout"
    status = 504


class NotFound(AppError):
    """There is no such row, or it has been deleted."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """The row was changed by somebody else meanwhile, or a value that must be unique is taken.

    Attributes:
        field: The field whose value is taken; empty for a version conflict.
    """

    code = "conflict"
    status = 409

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Invalid(AppError):
    """The input cannot be accepted.

    Attributes:
        fields: Field name to what is wrong with it; empty when it concerns the whole.
    """

    code = "invalid"
    status = 422

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Unauthenticated(AppError):
    """Nobody is signed in, or the session is over."""

    code = "unauthenticated"
    status = 401


class Forbidden(AppError):
    """Somebody is signed in who may not do this."""

    code = "forbidden"
    status = 403
