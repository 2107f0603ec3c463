"""Who may give whom which role. Start at ``may_change``.

Roles are rank: only who manages users gives one above editor or changes one, only an owner makes or unmakes an owner, and
nobody changes or removes themselves: so an organisation cannot lose its last owner by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from data.errors import Forbidden
from state.auth.permissions import EDITOR, OWNER, VIEWER
from state.auth.principal import Principal

MANAGE = "users:manage"


class Ranked(Protocol):
    """Somebody with a role."""

    id: str
    role: Any


def may_give_role(principal: Principal, role: str) -> None:
    """Do nothing if *principal* may add somebody with this *role*.

    Raises:
        Forbidden: They may not.
    """
    if role == OWNER and principal.role != OWNER:
        raise Forbidden("Only an owner can make somebody an owner.")
    if role not in (EDITOR, VIEWER) and not principal.has(MANAGE):
        raise Forbidden("Only an owner or admin can give this role.")


def may_change(principal: Principal, user: Ranked, changes: Mapping[str, Any]) -> None:
    """Do nothing if *principal* may make these *changes* to a user.

    Raises:
        Forbidden: They may not.
    """
    if not {"role", "status"} & changes.keys():
        return
    if not principal.has(MANAGE):
        raise Forbidden("Only an owner or admin can change a role or status.")
    if user.id == principal.user_id:
        raise Forbidden("You cannot change your own role or status; another owner or admin can.")
    if OWNER in (user.role, changes.get("role")) and principal.role != OWNER:
        raise Forbidden("Only an owner can change an owner, or make somebody one.")


def may_remove(principal: Principal, user: Ranked) -> None:
    """Do nothing if *principal* may delete a user.

    Raises:
        Forbidden: They may not.
    """
    if user.id == principal.user_id:
        raise Forbidden("You cannot delete yourself; another owner or admin can.")
    if user.role == OWNER and principal.role != OWNER:
        raise Forbidden("Only an owner can delete an owner.")
