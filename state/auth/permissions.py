"""Which role may do what: one table, nothing else decides. Start reading at ``TABLE``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OWNER, ADMIN, EDITOR, VIEWER = "owner", "admin", "editor", "viewer"
ROLES = (OWNER, ADMIN, EDITOR, VIEWER)

_EVERYBODY = frozenset(ROLES)
_EDITORS = frozenset({OWNER, ADMIN, EDITOR})
_ADMINS = frozenset({OWNER, ADMIN})

TABLE: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType({
    # noun        action      who may
    "users": MappingProxyType({"read": _EVERYBODY, "write": _EDITORS, "delete": _ADMINS, "manage": _ADMINS}),
    "resources": MappingProxyType({"read": _EVERYBODY}),
})  # fmt: skip

PERMISSIONS = frozenset(f"{noun}:{action}" for noun, actions in TABLE.items() for action in actions)


def permissions_of(role: str) -> frozenset[str]:
    """Every ``noun:action`` that *role* may do; empty for a role that is not in the table."""
    return _BY_ROLE.get(role, frozenset())


_BY_ROLE = {
    role: frozenset(f"{noun}:{action}" for noun, actions in TABLE.items() for action, roles in actions.items() if role in roles)
    for role in ROLES
}
