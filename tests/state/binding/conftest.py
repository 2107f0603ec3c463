"""A worker without a browser or a server: real States, real deltas, a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import reflex as rx
from reflex.istate.data import SessionData

from state.binding import Binding
from state.query import ManualClock, QueryClient
from state.runtime import Runtime, set_runtime
from tests.state.binding.people_state import People, PeopleState, people

NAME = PeopleState.get_full_name()


@pytest.fixture
async def clock() -> ManualClock:
    return ManualClock(1_000.0)


@pytest.fixture
async def binding(clock: ManualClock) -> AsyncIterator[Binding]:
    vars(people).update(vars(People()))
    async with QueryClient(clock=clock) as client:
        made = Binding(client)
        # The rest of a runtime is of no concern to the binding.
        set_runtime(cast("Runtime", SimpleNamespace(client=client, binding=made)))
        yield made
        await made.close()
        set_runtime(None)


class Tab:
    """One browser tab: its State, and the deltas that it would be sent."""

    def __init__(self, token: str = "tab", connection: str = "socket") -> None:
        self.root = cast("Any", rx.State)(_reflex_internal_init=True)
        self.connect(connection, token=token)
        self.state: PeopleState = self.root.get_substate(NAME.split("."))
        self.root._clean()

    def connect(self, connection: str, *, token: str = "tab") -> None:
        self.root.rx_router_session = SessionData(client_token=token, session_id=connection)

    def delta(self) -> dict[str, Any]:
        changes = self.root.get_delta().get(NAME, {})
        self.root._clean()
        return {name.removesuffix("_rx_state_"): value for name, value in changes.items()}
