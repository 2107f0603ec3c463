"""Why a token is refused: one class, one stable code for each reason. Start reading at ``REASONS``.

AuthError (an Unauthenticated)    a token does not prove who is asking
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.errors import Unauthenticated

_NOT_ACCEPTED = "The access token is not accepted. Sign in again."

REASONS: Mapping[str, tuple[int, str]] = MappingProxyType({
    "token_missing": (401, "An access token is required. Sign in first."),
    "token_too_large": (401, "The access token is too large."),
    "token_malformed": (401, "The access token cannot be read."),
    "bad_algorithm": (401, _NOT_ACCEPTED),
    "bad_type": (401, _NOT_ACCEPTED),
    "bad_category": (401, "This kind of token is not accepted here; use a session token."),
    "unknown_key": (401, _NOT_ACCEPTED),
    "bad_signature": (401, _NOT_ACCEPTED),
    "claim_missing": (401, _NOT_ACCEPTED),
    "claim_malformed": (401, _NOT_ACCEPTED),
    "token_expired": (401, "The access token has expired. Ask for a new one."),
    "token_not_active": (401, "The access token is not valid yet. Check the clock of the machine that issued it."),
    "bad_issuer": (401, _NOT_ACCEPTED),
    "bad_authorized_party": (401, "The access token was issued for another site."),
    "bad_subject": (401, "The access token does not belong to a person."),
    "lifetime_too_long": (401, _NOT_ACCEPTED),
    "session_revoked": (401, "The session is over. Sign in again."),
    "session_pending": (403, "The sign-in is not finished. Finish it, then try again."),
    "keys_unavailable": (503, "Sign-in cannot be checked at the moment. Try again shortly."),
})  # fmt: skip


class AuthError(Unauthenticated):
    """A token does not prove who is asking.

    Attributes:
        code: One of ``REASONS``; safe to log and to show.
        status: 401; 403 for a session that is not finished; 503 while no signing key can be had.
    """

    def __init__(self, code: str) -> None:
        status, message = REASONS[code]
        super().__init__(message)
        # The root declares one code per class; here the reason differs per object.
        self.code = code  # pyright: ignore[reportAttributeAccessIssue]
        self.status = status  # pyright: ignore[reportAttributeAccessIssue]
