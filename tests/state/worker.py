"""A worker on databases in memory, and a browser tab of it: the real States, without a browser or a server."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import reflex as rx
from reflex.istate.data import SessionData

from data.repositories import CursorCodec
from data.repositories.primary import memory_primary
from data.seeds.demo_people import DEMO_PEOPLE
from data.seeds.external import seed_external
from data.seeds.primary import seed_primary
from data.settings import Settings
from data.sources import load_mapping, open_source
from state.auth.providers import DevProvider
from state.auth_state import AuthSync
from state.binding import Binding
from state.query import ManualClock, QueryClient
from state.runtime import Runtime, set_runtime

S = TypeVar("S", bound=rx.State)
ORIGIN = "http://localhost:3000"


@asynccontextmanager
async def worker(folder: Path) -> AsyncIterator[Runtime]:
    """A runtime with demo data, in place for as long as the block runs."""
    primary = memory_primary()
    await seed_primary(primary.users, primary.projects, primary.activities, count=60)
    seed_external(folder / "external.db", count=250)
    provider = DevProvider(folder, [ORIGIN], people=DEMO_PEOPLE)
    codec = CursorCodec(b"secret")
    source = open_source(f"sqlite:///{folder / 'external.db'}", load_mapping(), codec=codec, timeout=5.0)
    async with QueryClient(clock=ManualClock(time.time())) as client:
        binding = Binding(client)
        runtime = Runtime(
            settings=Settings(_env_file=None),  # type: ignore[call-arg]
            client=client,
            binding=binding,
            primary=primary,
            source=source,
            verifier=provider.verifier(),
            auth_provider=provider,
        )
        set_runtime(runtime)
        try:
            yield runtime
        finally:
            await binding.close()
            set_runtime(None)
    await source.close()
    await primary.close()


class Tab:
    """One browser tab."""

    def __init__(self, token: str = "tab") -> None:
        self.root = cast("Any", rx.State)(_reflex_internal_init=True)
        self.root.rx_router_session = SessionData(client_token=token, session_id="socket")

    def state(self, cls: type[S]) -> S:
        """This tab's instance of a State class."""
        return self.root.get_substate(cls.get_full_name().split("."))

    async def sign_in(self, runtime: Runtime, email: str) -> str:
        """Send a token of a demo person, as the bridge does; return it."""
        session = runtime.auth_provider.sign_in(email)
        token = runtime.auth_provider.token(session.secret, origin=ORIGIN)
        assert token is not None
        await self.send_token(token.token)
        return session.secret

    async def send_token(self, token: str) -> None:
        """Send any token."""
        await cast("Any", AuthSync.sync_token).fn(self.state(AuthSync), token)

    def delta(self, cls: type[rx.State]) -> dict[str, Any]:
        """What the browser would be sent of a State now."""
        changes = self.root.get_delta().get(cls.get_full_name(), {})
        self.root._clean()
        return {name.removesuffix("_rx_state_"): value for name, value in changes.items()}
