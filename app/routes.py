"""Every address of the console: constants, and functions where a part varies. Pages and links take them from here."""

from __future__ import annotations

HOME = "/"
SIGN_IN = "/sign-in"
USERS = "/users"
USER = "/users/[user_id]"
RESOURCES = "/resources"


def user(user_id: object) -> object:
    """The page of one user; works on text and on Reflex string vars."""
    return USERS + "/" + user_id  # type: ignore[operator]
