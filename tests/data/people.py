"""Rows for tests: valid ones, of which a test names only what it is about."""

from __future__ import annotations

from typing import Any

from data.models import Activity, User, new_id


def user(name: str = "Ann Lee", **values: Any) -> User:
    """Return somebody of the organisation ``org``."""
    return User(**{"name": name, "email": f"{new_id()}@example.com", "organisation": "org", **values})


def activity(**values: Any) -> Activity:
    """Return something that somebody did in the organisation ``org``."""
    about = {"actor_id": "actor", "verb": "updated", "object_type": "user", "object_id": "somebody"}
    return Activity(**{"organisation": "org", **about, **values})
