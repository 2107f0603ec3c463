"""Sessions of the development provider: a small file each, so that they survive a restart. Start reading at ``DevSessions``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex, token_urlsafe

from state.auth.providers.issuer_key import write_private_file

SESSION_AGE = 7 * 24 * 3_600
"""Seconds after which somebody has to sign in again."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as its file holds it.

    Attributes:
        until: Unix time at which the session ends by itself, in seconds.
    """

    session_id: str
    user_id: str
    until: float


class DevSessions:
    """Sessions by secret. The secret itself is only in the browser's cookie: a file's name is its hash."""

    def __init__(self, folder: Path, *, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock

    def create(self, user_id: str) -> tuple[str, StoredSession]:
        """A new session and the secret that opens it. Sessions that have ended are cleared away on the way."""
        self._remove_ended()
        secret = token_urlsafe(32)
        session = StoredSession(session_id=f"sess_{token_hex(16)}", user_id=user_id, until=self._clock() + SESSION_AGE)
        write_private_file(self._path(secret), json.dumps(asdict(session)).encode())
        return secret, session

    def find(self, secret: str) -> StoredSession | None:
        """The session that *secret* opens; None if it never was, has ended, or its file cannot be read."""
        session = _read(self._path(secret))
        return session if session is not None and session.until > self._clock() else None

    def remove(self, secret: str) -> StoredSession | None:
        """End the session that *secret* opens and return it; None if there is none."""
        session = self.find(secret)
        self._path(secret).unlink(missing_ok=True)
        return session

    def _path(self, secret: str) -> Path:
        return self._folder / f"{hashlib.sha256(secret.encode(errors='replace')).hexdigest()}.json"

    def _remove_ended(self) -> None:
        for path in self._folder.glob("*.json"):
            session = _read(path)
            if session is None or session.until <= self._clock():
                path.unlink(missing_ok=True)


def _read(path: Path) -> StoredSession | None:
    try:
        return StoredSession(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
