"""Guards below a real Reflex event: the framework must still see what kind of handler it has."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventHandler

from state.auth import Rule, require


class GuardedScreen(rx.State):
    """A State with guarded handlers."""

    @rx.event
    @require("users:read")
    async def load(self, page: int):
        """Load a page."""

    @rx.event(background=True)
    @require("users:read")
    async def watch(self):
        """Watch for changes."""


def test_reflex_takes_a_guarded_handler_with_its_arguments_and_its_rule():
    handler = GuardedScreen.event_handlers["load"]

    assert isinstance(handler, EventHandler)
    assert handler.fn.__rule__ == Rule("users:read")
    assert "3" in str(GuardedScreen.load(3).args)


def test_reflex_still_knows_a_guarded_background_task():
    assert GuardedScreen.event_handlers["watch"].is_background
