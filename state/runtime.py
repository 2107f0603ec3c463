"""The one global of a worker: everything that was connected when it started.

``app/bootstrap.py`` makes it, ``app/lifespan.py`` puts it in place; States, pages and endpoints read it through ``runtime()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from data.models import Activity, User
from data.repositories import Repository
from data.repositories.primary import PrimaryDatabase
from data.settings import Settings
from data.sources import SharedResourceSource
from state.auth import TokenVerifier
from state.auth.providers import DevProvider
from state.query import QueryClient

if TYPE_CHECKING:
    from state.binding import Binding


@dataclass(frozen=True)
class Runtime:
    """What a worker has at hand while it runs.

    Attributes:
        redis: None when one worker serves all from memory.
    """

    settings: Settings
    client: QueryClient
    binding: Binding
    primary: PrimaryDatabase
    source: SharedResourceSource
    verifier: TokenVerifier
    auth_provider: DevProvider
    redis: Redis | None = None

    @property
    def users(self) -> Repository[User]:
        """The users of the primary database."""
        return self.primary.users

    @property
    def activities(self) -> Repository[Activity]:
        """The activities of the primary database."""
        return self.primary.activities


class NotRunning(RuntimeError):
    """Something asked for the runtime before the app had started, or after it had stopped."""


_current: Runtime | None = None


def runtime() -> Runtime:
    """The runtime of this worker.

    Raises:
        NotRunning: The app is not started; a page is being compiled, or a test forgot to set one.
    """
    if _current is None:
        raise NotRunning("the app is not running: nothing is connected yet")
    return _current


def is_running() -> bool:
    """Whether there is a runtime. False while pages are compiled."""
    return _current is not None


def set_runtime(value: Runtime | None) -> None:
    """Put the runtime in place, or take it away. For the lifespan and for tests."""
    global _current
    _current = value
