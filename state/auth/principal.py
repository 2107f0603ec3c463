"""The person on whose behalf something happens, as a verified token describes them. Start reading at ``Principal``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from state.auth.permissions import permissions_of

LEEWAY = 5.0
"""Seconds by which two clocks may differ before a moment in a token counts as past or future."""


@dataclass(frozen=True, slots=True)
class Principal:
    """One signed-in person in one session, in one organisation. Holds no token.

    Attributes:
        organisation: Id of the active organisation; empty when the token names none, and then nothing is permitted.
        role: Role in that organisation, without the issuer's prefix; a role that the table does not know may do nothing.
        issued_at: Unix time of the token, in seconds.
        expires_at: Unix time from which the token no longer counts, in seconds; a fresh token moves it.
    """

    user_id: str
    session_id: str
    name: str
    email: str
    organisation: str
    organisation_name: str
    role: str
    issued_at: int
    expires_at: int
    issuer: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Person, organisation and session: while it stays the same, what was loaded for this principal may be kept."""
        return self.user_id, self.organisation, self.session_id

    def has(self, permission: str) -> bool:
        """Whether the role allows *permission*, such as ``"users:write"``. Unknown permissions are never allowed."""
        return bool(self.organisation) and permission in permissions_of(self.role)

    def is_expired(self, now: float) -> bool:
        """Whether the token behind this is over at *now* (Unix seconds), after the usual leeway."""
        return self.expires_at <= now - LEEWAY

    def is_older_than(self, other: Principal | None) -> bool:
        """Whether this comes from an earlier token of *other*'s session: a late arrival that must not replace it."""
        return other is not None and self.session_id == other.session_id and self.issued_at < other.issued_at

    def to_dict(self) -> dict[str, Any]:
        """Plain strings and integers, for a State variable."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Principal:
        """The principal that ``to_dict`` wrote.

        Raises:
            TypeError: *values* has other names than ``to_dict`` writes.
        """
        return cls(**values)
