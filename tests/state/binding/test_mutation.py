"""A mutation through Reflex's own event pipeline: no browser, no server, nothing replaced."""

from __future__ import annotations

import uuid
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor

from state.binding import Binding
from tests.state.binding.conftest import NAME
from tests.state.binding.people_state import people


async def metas(payload: Any) -> list[dict[str, Any]]:
    """The mutation's states, as the browser is told of them."""
    processor = BaseStateEventProcessor(backend_exception_handler=None)
    processor.configure(state_manager=StateManagerMemory())
    async with processor:
        event = rx.event.Event(name=f"{NAME}.create", payload={"variables": payload})
        deltas = [delta async for delta in processor.enqueue_stream_delta(str(uuid.uuid4()), event)]
    return [delta[NAME]["create__meta_rx_state_"] for delta in deltas if "create__meta_rx_state_" in delta.get(NAME, {})]


async def test_a_mutation_is_pending_and_then_done(binding: Binding) -> None:
    told = await metas({"name": "Zora"})

    assert [meta["status"] for meta in told] == ["idle", "pending", "success"]
    assert people.rows[0].name == "Zora"


async def test_a_failed_mutation_says_why(binding: Binding) -> None:
    people.is_failing = True

    told = await metas({"name": "Zora"})

    assert told[-1]["status"] == "error"
    assert told[-1]["error"]["general"] == "The database does not answer."


async def test_what_does_not_fit_is_told_field_by_field(binding: Binding) -> None:
    told = await metas({"name": ""})

    assert told[-1]["status"] == "error"
    assert "name" in told[-1]["error"]["fields"]
    assert told[-1]["error"]["general"] == ""


async def test_nonsense_from_the_browser_is_an_error_not_a_crash(binding: Binding) -> None:
    for nonsense in (None, 7, "text", [1], {"name": {"$ne": None}}, {"other": 1}):
        told = await metas(nonsense)

        assert told[-1]["status"] == "error"
    assert len(people.rows) == 200
