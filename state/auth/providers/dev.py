"""Sign-in without an account anywhere, for development and for trying the app. Start reading at ``DevProvider``.

It is a real issuer: it signs the same kind of token as the production provider, for 60 seconds, and the same verifier
checks it. What it lacks is any proof of who somebody is: whoever reaches it may be any of the demo people. It therefore
refuses to be made in production, and its endpoints answer the machine itself only (``app/api/dev_auth.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import jwt

from data.errors import NotFound, SettingsError
from state.auth.principal import LEEWAY
from state.auth.providers.dev_sessions import DevSessions, StoredSession
from state.auth.providers.issuer_key import key_id, load_or_create_issuer_key
from state.auth.revocation import RevokedSessions
from state.auth.token_verifier import ALGORITHM, InProcessKeys, TokenVerifier

if TYPE_CHECKING:
    from data.seeds.demo_people import DemoPerson

ISSUER = "urn:refetch:development"
TOKEN_LIFETIME = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class DevSession:
    """A session that has just begun.

    Attributes:
        secret: For the browser's cookie; shown once, stored nowhere.
    """

    secret: str
    session_id: str
    person: DemoPerson


@dataclass(frozen=True, slots=True)
class DevToken:
    """A fresh token.

    Attributes:
        lifetime: Seconds until it expires.
    """

    token: str
    session_id: str
    lifetime: int


class DevProvider:
    """Signs in the demo people and issues their tokens.

    Args:
        state_dir: Folder for the signing key (``dev-issuer.pem``) and the sessions; made if missing.
        origins: The origins our own pages are served from, such as ``http://localhost:3000``. Tokens are issued for these only.
        people: Who may sign in.
        is_production: Whether the app runs for real.
        is_allowed_in_production: The setting ``AUTH_DEV_ALLOW_PROD``.
        clock: Returns Unix seconds.

    Raises:
        SettingsError: In production without permission, without an origin, or when the key file holds something else.
    """

    def __init__(
        self,
        state_dir: Path,
        origins: Iterable[str],
        *,
        people: Sequence[DemoPerson],
        is_production: bool = False,
        is_allowed_in_production: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if is_production and not is_allowed_in_production:
            raise SettingsError(
                "AUTH_PROVIDER=dev lets anybody sign in as anybody and is refused in production; "
                "choose another provider, or set AUTH_DEV_ALLOW_PROD=1 to try the production build on this machine."
            )
        self.origins = tuple(origins)
        if not self.origins:
            raise SettingsError("the development sign-in needs to know the origin of its own pages; give it at least one.")
        self.people = tuple(people)
        self._clock = clock
        self._key = load_or_create_issuer_key(state_dir / "dev-issuer.pem")
        self._kid = key_id(self._key.public_key())
        self._sessions = DevSessions(state_dir / "dev-sessions", clock=clock)
        self._revoked = RevokedSessions(clock=clock)

    def verifier(self) -> TokenVerifier:
        """A verifier for this provider's tokens; it knows at once who has signed out."""
        keys = InProcessKeys({self._kid: self._key.public_key()})
        return TokenVerifier(
            issuer=ISSUER, keys=keys, authorized_parties=self.origins, revoked=self._revoked, clock=self._clock
        )

    def sign_in(self, email: str, *, replaces: str = "") -> DevSession:
        """Begin a session for the person with *email*; *replaces* is the secret of the browser's earlier session, which ends.

        Raises:
            NotFound: Nobody has this e-mail.
        """
        wanted = email.strip().casefold()
        person = next((person for person in self.people if person.email.casefold() == wanted), None)
        if person is None:
            raise NotFound("Nobody with this e-mail can sign in here.")
        self.sign_out(replaces)
        secret, session = self._sessions.create(person.user_id)
        return DevSession(secret=secret, session_id=session.session_id, person=person)

    def token(self, secret: str, *, origin: str) -> DevToken | None:
        """A fresh token for the session that *secret* opens, to be used from *origin*; None if nobody is signed in."""
        session = self._sessions.find(secret) if secret else None
        person = self._person(session)
        if session is None or person is None:
            return None
        return self.mint(person, session_id=session.session_id, origin=origin)

    def sign_out(self, secret: str) -> None:
        """End the session that *secret* opens and refuse the tokens it already has. Nothing happens if there is none."""
        session = self._sessions.remove(secret) if secret else None
        if session is not None:
            self._revoked.add(session.session_id, until=self._clock() + TOKEN_LIFETIME + 2 * LEEWAY)

    def mint(self, person: DemoPerson, *, session_id: str = "", origin: str = "", lifetime: int = TOKEN_LIFETIME) -> DevToken:
        """A token for *person* that lasts *lifetime* seconds, without a session behind it unless *session_id* names one."""
        session_id = session_id or f"sess_{token_hex(16)}"
        now = int(self._clock())
        claims = {
            "iss": ISSUER, "sub": person.user_id, "sid": session_id, "jti": token_hex(8), "azp": origin or self.origins[0],
            "iat": now, "nbf": now - 10, "exp": now + lifetime, "v": 2, "sts": "active", "fva": [0, -1],
            "o": {"id": person.organisation, "slg": person.organisation_name.casefold(), "rol": str(person.role)},
            "name": person.name, "email": person.email, "org_name": person.organisation_name,
        }  # fmt: skip
        token = jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self._kid})
        return DevToken(token=token, session_id=session_id, lifetime=lifetime)

    def _person(self, session: StoredSession | None) -> DemoPerson | None:
        return next((person for person in self.people if session is not None and person.user_id == session.user_id), None)


def loopback_origins(*ports: int) -> tuple[str, ...]:
    """Every origin under which this machine's own browser may show pages from *ports*."""
    return tuple(f"http://{host}:{port}" for port in ports for host in ("localhost", "127.0.0.1", "[::1]"))
