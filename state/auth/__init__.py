"""Who is asking, and what they may do. Start reading at ``principal.py``, then ``token_verifier.py`` and ``guards.py``."""

from state.auth.errors import AuthError
from state.auth.guards import Rule, authorise, permit, public, require
from state.auth.permissions import PERMISSIONS, ROLES, permissions_of
from state.auth.principal import LEEWAY, Principal
from state.auth.revocation import RevokedSessions
from state.auth.token_verifier import InProcessKeys, KeySet, TokenVerifier

__all__ = [
    "LEEWAY",
    "PERMISSIONS",
    "ROLES",
    "AuthError",
    "InProcessKeys",
    "KeySet",
    "Principal",
    "RevokedSessions",
    "Rule",
    "TokenVerifier",
    "authorise",
    "permissions_of",
    "permit",
    "public",
    "require",
]
