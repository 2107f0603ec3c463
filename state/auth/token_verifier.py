"""Turns a session token into a ``Principal``, or says why not. Start reading at ``TokenVerifier.verify``.

The token format is Clerk's session token, version 2 (and 1); the built-in development provider issues the same.
Rules: https://clerk.com/docs/guides/sessions/session-tokens. No claim is looked at before the signature is proven, the
algorithm is fixed before a key is chosen, and a key named or carried by the token's header is never used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

from state.auth.claims import read_principal, require_claims
from state.auth.errors import AuthError
from state.auth.principal import LEEWAY, Principal
from state.auth.revocation import RevokedSessions

ALGORITHM = "RS256"
MAX_TOKEN_LENGTH = 8_192
MAX_KEY_ID_LENGTH = 128
# Session tokens; the issuer also marks tokens whose category is to be ignored. Template tokens (whose claims an author
# writes freely) and machine tokens are signed with the same key and carry other marks.
_ACCEPTED_CATEGORIES = frozenset({"cl_B7d4PD111AAA", "cl_I7d4PD111III"})
# Claims are checked by our own clock, each with its own code.
_SIGNATURE_ONLY: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class KeySet(Protocol):
    """Where signing keys come from."""

    async def get(self, kid: str) -> RSAPublicKey:
        """The public key called *kid*.

        Raises:
            AuthError: ``unknown_key``, or ``keys_unavailable`` when the keys cannot be had at the moment.
        """
        ...


class InProcessKeys:
    """Keys that are at hand: an issuer in this process, or a key from the settings."""

    def __init__(self, keys: Mapping[str, RSAPublicKey]) -> None:
        self._keys = dict(keys)

    async def get(self, kid: str) -> RSAPublicKey:
        if kid not in self._keys:
            raise AuthError("unknown_key")
        return self._keys[kid]


class TokenVerifier:
    """Verifies session tokens of one issuer.

    Args:
        issuer: The exact ``iss``.
        keys: Where the issuer's keys come from.
        authorized_parties: Origins that tokens may be issued for (``azp``). Empty: any; else a token must name one.
        revoked: Sessions and people that have been signed out; shared with whoever signs them out.
        clock: Returns Unix seconds.
        max_lifetime: Longest accepted ``exp - iat``, in seconds.
    """

    def __init__(
        self,
        *,
        issuer: str,
        keys: KeySet,
        authorized_parties: Iterable[str] = (),
        revoked: RevokedSessions | None = None,
        clock: Callable[[], float] = time.time,
        max_lifetime: int = 3_600,
    ) -> None:
        self._issuer = issuer
        self._keys = keys
        self._parties = frozenset(authorized_parties)
        self._clock = clock
        self._max_lifetime = max_lifetime
        self.revoked = RevokedSessions(clock=clock) if revoked is None else revoked

    async def verify(self, token: object) -> Principal:
        """The person that *token* (anything a stranger may send) proves.

        Raises:
            AuthError: It proves nobody; ``code`` says why.
        """
        if not isinstance(token, str) or not token:
            raise AuthError("token_missing")
        if len(token) > MAX_TOKEN_LENGTH:
            raise AuthError("token_too_large")
        key = await self._keys.get(_key_id(_read_header(token)))
        claims = _read_signed_claims(token, key)
        require_claims(claims)
        self._check_times(claims)
        self._check_origin(claims)
        principal = read_principal(claims)
        if self.is_revoked(principal):
            raise AuthError("session_revoked")
        return principal

    def is_revoked(self, principal: Principal) -> bool:
        """Whether the session or the person has been signed out since the token was issued."""
        return principal.session_id in self.revoked or principal.user_id in self.revoked

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock()
        # Nothing is added to a claim: an integer beyond all floats would not survive it.
        if claims["exp"] <= now - LEEWAY:
            raise AuthError("token_expired")
        if max(claims["nbf"], claims["iat"]) > now + LEEWAY:
            raise AuthError("token_not_active")
        if claims["exp"] - claims["iat"] > self._max_lifetime:
            raise AuthError("lifetime_too_long")

    def _check_origin(self, claims: Mapping[str, Any]) -> None:
        if claims["iss"] != self._issuer:
            raise AuthError("bad_issuer")
        if self._parties and claims.get("azp") not in self._parties:
            raise AuthError("bad_authorized_party")


def _read_header(token: str) -> Mapping[str, Any]:
    if not token.isascii():
        raise AuthError("token_malformed")
    try:
        header = jwt.get_unverified_header(token)
    # A header of thousands of nested brackets ends in a RecursionError.
    except (jwt.PyJWTError, RecursionError):
        raise AuthError("token_malformed") from None
    if header.get("alg") != ALGORITHM:
        raise AuthError("bad_algorithm")
    if header.get("typ") != "JWT":
        raise AuthError("bad_type")
    if "crit" in header:
        raise AuthError("token_malformed")
    if "cat" in header and header["cat"] not in _ACCEPTED_CATEGORIES:
        raise AuthError("bad_category")
    return header


def _key_id(header: Mapping[str, Any]) -> str:
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= MAX_KEY_ID_LENGTH:
        raise AuthError("token_malformed")
    return kid


def _read_signed_claims(token: str, key: RSAPublicKey) -> Mapping[str, Any]:
    try:
        return jwt.decode(token, key, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError:
        raise AuthError("bad_signature") from None
    except (jwt.PyJWTError, RecursionError):
        raise AuthError("token_malformed") from None
