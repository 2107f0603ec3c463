"""Who is signed in, as far as one browser tab's State knows.

``AuthState`` holds a verified principal, never a token. The browser's bridge sends a fresh token to ``AuthSync`` again and
again; what it says is compared with what is held, and on any change of person or organisation every State below is reset.
User-bound States subclass ``UserScoped``: that reset is what clears them.
"""

from __future__ import annotations

import logging
from typing import Any

import reflex as rx

from data.errors import Unauthenticated
from state.auth import AuthError, Principal, public
from state.binding import QueryState
from state.resources.user_rows import hue_of, initials_of
from state.runtime import is_running, runtime

logger = logging.getLogger(__name__)


class AuthState(QueryState):
    """The principal of this tab.

    Attributes:
        is_known: Whether the browser has said yet if somebody is signed in; until then neither page nor sign-in is shown.
    """

    is_known: bool = False
    user_id: str = ""
    session_id: str = ""
    name: str = ""
    email: str = ""
    initials: str = ""
    hue: str = "0"
    role: str = ""
    organisation: str = ""
    organisation_name: str = ""
    may_write: bool = False
    may_delete: bool = False
    _principal: dict[str, Any] = {}

    @property
    def principal(self) -> Principal | None:
        """Who is signed in; guards check whether the token still counts. None as soon as the session has been revoked."""
        if not self._principal:
            return None
        principal = Principal.from_dict(self._principal)
        return None if is_running() and runtime().verifier.is_revoked(principal) else principal

    @property
    def scope(self) -> str:
        """The organisation whose data this person works with; queries are asked for by guarded methods only."""
        return str(self._principal["organisation"])

    def _hold(self, principal: Principal) -> None:
        """Take over a verified principal. Display vars repeat what pages show; decisions are made from the principal alone."""
        self._principal = principal.to_dict()
        self.is_known = True
        self.user_id, self.session_id = principal.user_id, principal.session_id
        self.name, self.email, self.role = principal.name, principal.email, principal.role
        self.initials, self.hue = initials_of(principal.name), hue_of(principal.user_id)
        self.organisation, self.organisation_name = principal.organisation, principal.organisation_name
        self.may_write, self.may_delete = principal.has("users:write"), principal.has("users:delete")


class AuthSync(AuthState):
    """The only handlers that change who is signed in. A leaf, so that their events load nothing else."""

    @rx.event
    @public
    async def sync_token(self, token: str) -> Any:
        """The bridge has a token. A bad one changes nothing: else anybody able to send an event could sign people out."""
        try:
            principal = await runtime().verifier.verify(token)
        except AuthError as error:
            logger.info("token refused: %s", error.code)
            return None
        auth = await self.get_state(AuthState)
        held = auth.principal
        if principal.is_older_than(held):
            return None
        if auth.session_id and (held is None or held.key != principal.key):
            runtime().binding.forget_mutations(self)
            auth.reset()
            auth._hold(principal)  # noqa: SLF001 - a public method would be an event that any browser can send
            # What the page noted of its address went with the rest.
            return rx.call_script("window.location.reload()")
        auth._hold(principal)  # noqa: SLF001 - as above
        return None

    @rx.event
    @public
    async def signed_out(self) -> None:
        """Nobody is signed in in this browser any more."""
        auth = await self.get_state(AuthState)
        runtime().binding.forget_mutations(self)
        auth.reset()
        auth.is_known = True


class UserScoped(AuthState):
    """Base of every State that shows what one person may see."""


def current(principal: Principal | None) -> Principal:
    """The principal of a guarded method, which is never missing there: for the type checker, and for a forgotten guard.

    Raises:
        Unauthenticated: Nobody is signed in after all.
    """
    if principal is None:
        raise Unauthenticated("You are not signed in. Sign in and try again.")
    return principal
