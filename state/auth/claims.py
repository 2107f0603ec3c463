"""Reads the claims of a token whose signature is already proven. Start reading at ``read_principal``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from state.auth.errors import AuthError
from state.auth.principal import Principal

_REQUIRED: Mapping[str, type] = {"exp": int, "iat": int, "nbf": int, "iss": str, "sub": str, "sid": str}
_OPTIONAL: Mapping[str, type] = {
    **dict.fromkeys(("azp", "sts", "fea", "name", "email", "org_name"), str),
    **dict.fromkeys(("o", "act"), dict),
}
_ORGANISATION: Mapping[str, type] = {"id": str, "slg": str, "rol": str, "per": str, "fpm": str}
_ORGANISATION_V1: Mapping[str, type] = {"org_id": str, "org_role": str, "org_slug": str, "org_permissions": list}
_MAX_ID_LENGTH = 128


def require_claims(claims: Mapping[str, Any]) -> None:
    """Check that the claims every session token carries are there and of the right shape.

    Raises:
        AuthError: ``claim_missing`` or ``claim_malformed``.
    """
    if any(claims.get(name) is None for name in _REQUIRED):
        raise AuthError("claim_missing")
    _check_shapes(claims, _REQUIRED)
    if not 0 < len(claims["sid"]) <= _MAX_ID_LENGTH or len(claims["sub"]) > _MAX_ID_LENGTH or claims["exp"] <= claims["iat"]:
        raise AuthError("claim_malformed")


def read_principal(claims: Mapping[str, Any]) -> Principal:
    """The person that *claims*, already through ``require_claims``, describe.

    Raises:
        AuthError: ``bad_subject``, ``session_pending`` or ``claim_malformed``.
    """
    if not claims["sub"].startswith("user_"):
        raise AuthError("bad_subject")
    _check_shapes(claims, _OPTIONAL)
    _check_factor_ages(claims.get("fva"))
    if claims.get("sts", "active") == "pending":
        raise AuthError("session_pending")
    organisation, slug, role = _organisation(claims)
    return Principal(
        user_id=claims["sub"],
        session_id=claims["sid"],
        name=_text(claims, "name"),
        email=_text(claims, "email"),
        organisation=organisation,
        organisation_name=_text(claims, "org_name") or slug,
        role=role.removeprefix("org:"),
        issued_at=claims["iat"],
        expires_at=claims["exp"],
        issuer=claims["iss"],
    )


def _organisation(claims: Mapping[str, Any]) -> tuple[str, str, str]:
    if claims.get("v") == 2:
        organisation = claims.get("o") or {}
        _check_shapes(organisation, _ORGANISATION)
        return _text(organisation, "id"), _text(organisation, "slg"), _text(organisation, "rol")
    _check_shapes(claims, _ORGANISATION_V1)
    return _text(claims, "org_id"), _text(claims, "org_slug"), _text(claims, "org_role")


def _text(values: Mapping[str, Any], name: str) -> str:
    return values.get(name) or ""


def _check_shapes(values: Mapping[str, Any], shapes: Mapping[str, type]) -> None:
    for name, shape in shapes.items():
        value = values.get(name)
        # In Python True is an int; in a token it is not a moment.
        if value is not None and (not isinstance(value, shape) or isinstance(value, bool)):
            raise AuthError("claim_malformed")


def _check_factor_ages(ages: object) -> None:
    if ages is None:
        return
    if not isinstance(ages, list) or len(ages) != 2 or not all(type(age) is int and age >= -1 for age in ages):
        raise AuthError("claim_malformed")
