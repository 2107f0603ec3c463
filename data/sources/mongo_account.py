"""Whether the account on the external MongoDB may write. Start at ``account_warnings``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WRITING = frozenset(
    {
        "anyAction",
        "bypassDocumentValidation",
        "collMod",
        "createCollection",
        "createIndex",
        "dropCollection",
        "dropDatabase",
        "dropIndex",
        "insert",
        "remove",
        "renameCollectionSameDB",
        "update",
    }
)
"""Actions that change data or its shape (privilege actions of the MongoDB manual)."""


_SUBJECT = "The external database (EXTERNAL_DATABASE_URL):"


def account_warnings(status: Mapping[str, Any], *, database: str) -> list[str]:
    """What to say about the answer to ``connectionStatus`` with ``showPrivileges``; empty for a read-only account."""
    account = status.get("authInfo", {})
    if not account.get("authenticatedUsers"):
        return [f"{_SUBJECT} the server asks nobody to sign in, so this app could write; use a user with the role `read`."]
    allowed = sorted(_writing_actions(account.get("authenticatedUserPrivileges", ()), database))
    if not allowed:
        return []
    return [f"{_SUBJECT} its user may write ({', '.join(allowed)}); use one with the role `read` alone."]


def _writing_actions(privileges: Iterable[Mapping[str, Any]], database: str) -> set[str]:
    found: set[str] = set()
    for privilege in privileges:
        resource = privilege.get("resource", {})
        # An empty name stands for every database.
        if resource.get("anyResource") or resource.get("db") in ("", database):
            found |= WRITING.intersection(privilege.get("actions", ()))
    return found
