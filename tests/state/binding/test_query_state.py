"""What a page author can rely on: typed vars, claims, key switches, and deltas that hold nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from state.binding import Binding, MutationMeta, QueryRef, query_var
from state.binding import reflex_internals as internals
from state.query import ManualClock
from tests.state.binding.conftest import Tab
from tests.state.binding.people_state import PeopleState, PersonRow, people


async def shown(binding: Binding, clock: ManualClock, tab: Tab, name: str = "people") -> None:
    """The tab shows the query and has been sent its data."""
    binding.claim(tab.state, name, "panel")
    await clock.advance(0)
    internals.mark_dirty(tab.state, tab.state.queries[name].parts)
    tab.delta()


@pytest.mark.parametrize(
    "misspelt",
    [
        lambda: PeopleState.people.dta,
        lambda: PeopleState.people.data[0].nmae,
        lambda: PeopleState.people.error.mesage,
        lambda: PeopleState.create.is_pendng,
    ],
)
def test_a_misspelt_name_fails_while_the_page_is_built(misspelt: Any) -> None:
    with pytest.raises(AttributeError):
        misspelt()


def test_a_query_without_a_declared_type_is_refused_when_the_class_is_made() -> None:
    class Declared:
        def __set_name__(self, owner: Any, name: str) -> None: ...

    declared = query_var(lambda self: None)  # type: ignore[arg-type,return-value]

    with pytest.raises(TypeError, match="must be annotated"):
        declared.__set_name__(Declared, "people")


async def test_a_claim_shows_pending_and_then_the_data(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    assert isinstance(PeopleState.people, QueryRef)

    binding.claim(tab.state, "people", "panel")
    assert tab.delta()["people__meta"]["status"] == "pending"
    await clock.advance(0)
    internals.mark_dirty(tab.state, tab.state.queries["people"].parts)
    sent = tab.delta()

    assert sent["people__data"][0] == {"id": 0, "name": "Person 0"}
    assert len(sent["people__data"]) == 200
    assert sent["people__meta"]["status"] == "success"
    assert sent["heading"] == "200 found for ''"
    assert tab.state.people.data is not None
    assert tab.state.people.data[0] == PersonRow(0, "Person 0")


async def test_two_tabs_share_one_fetch(binding: Binding, clock: ManualClock) -> None:
    one, other = Tab("one"), Tab("other")

    await shown(binding, clock, one)
    await shown(binding, clock, other)

    assert people.reads == 1
    assert len(other.state.people.data or []) == 200


async def test_a_changed_dependency_switches_the_key_and_keeps_the_previous_rows(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    tab.state.search = "Person 19"
    sent = tab.delta()
    assert sent["people__meta"]["is_placeholder_data"]
    assert "people__data" not in sent
    await clock.advance(0)
    internals.mark_dirty(tab.state, tab.state.queries["people"].parts)

    assert len(tab.delta()["people__data"]) == 11


async def test_an_unchanged_result_is_not_sent_again(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    await binding.client.refetch(None)
    internals.mark_dirty(tab.state, ("people__data",))

    assert people.reads == 2
    assert "people__data" not in tab.delta()


async def test_a_query_that_no_boundary_shows_is_neither_fetched_nor_sent(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()

    tab.state.search = "x"
    await clock.advance(0)

    assert tab.delta().keys() == {"search", "heading"}
    assert people.reads == 0


async def test_a_released_query_has_no_observer_and_no_session(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    binding.release("tab", lambda boundary, _: boundary == "panel")

    assert binding.sessions == {}
    assert [len(query.observers) for query in binding.client.query_cache.find_all()] == [0]


async def test_a_lost_connection_keeps_its_observers_for_the_grace_period_only(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    binding.release_after_grace("tab", "socket")
    await clock.advance(binding.grace - 0.1)
    assert "tab" in binding.sessions
    await clock.advance(0.2)

    assert binding.sessions == {}


async def test_a_reconnected_tab_keeps_its_observers_and_fetches_nothing(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    binding.release_after_grace("tab", "socket")
    tab.connect("another socket")
    binding.claim(tab.state, "people", "panel")
    await clock.advance(binding.grace + 1)

    assert "tab" in binding.sessions
    assert people.reads == 1


async def test_a_refused_query_says_why_and_observes_nothing(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    people.is_refusing = True

    binding.claim(tab.state, "people", "panel")
    sent = tab.delta()

    assert sent["people__meta"]["error"]["message"] == "Your role does not allow this."
    assert people.reads == 0


async def test_a_query_that_is_refused_later_takes_its_rows_back(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    people.is_refusing = True
    tab.state.search = "anything"
    sent = tab.delta()

    assert sent["people__data"] == []
    assert sent["people__meta"]["error"]["code"] == "forbidden"
    assert [len(query.observers) for query in binding.client.query_cache.find_all()] == [0]


async def test_a_failed_refetch_keeps_the_rows_and_says_why(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    people.is_failing = True
    await binding.client.invalidate(("people",))
    internals.mark_dirty(tab.state, tab.state.queries["people"].parts)
    meta = tab.delta()["people__meta"]

    assert meta["error"] == {
        "message": "The database does not answer.",
        "code": "unavailable",
        "fields": {},
        "general": "The database does not answer.",
    }
    assert meta["has_data"]
    assert len(tab.state.people.data or []) == 200


async def test_a_state_stores_no_rows(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab)

    assert len(tab.state.people.data or []) == 200
    assert len(tab.state._serialize()) < 400


async def test_an_endless_list_grows_by_a_page(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()
    await shown(binding, clock, tab, "endless")

    PeopleState.fetch_next_page.fn(tab.state, "endless")
    await clock.advance(0)
    internals.mark_dirty(tab.state, tab.state.queries["endless"].parts)
    sent = tab.delta()

    assert len(sent["endless__data"]) == 20
    assert tab.state.endless.has_next_page


@pytest.mark.parametrize("name", ["", "nothing", "__class__", "create", "x" * 10_000])
async def test_a_forged_claim_is_ignored(binding: Binding, clock: ManualClock, name: str) -> None:
    tab = Tab()

    PeopleState.claim_query.fn(tab.state, name, "panel")
    await clock.advance(0)

    assert binding.sessions == {}


async def test_forged_boundaries_cannot_fill_the_memory(binding: Binding, clock: ManualClock) -> None:
    tab = Tab()

    for number in range(1_000):
        PeopleState.claim_query.fn(tab.state, "people", f"panel {number}")

    (mounted,) = binding.sessions["tab"].queries.values()
    assert len(mounted.claims) <= 64


class App:
    """As much of an app as the binding attaches itself to."""

    class Namespace:
        def __init__(self) -> None:
            self.sid_to_token = {"socket": "tab"}

        def on_disconnect(self, sid: str) -> None:
            self.sid_to_token.pop(sid, None)

    def __init__(self) -> None:
        self.event_namespace = App.Namespace()


async def test_a_closed_tab_is_released_after_the_grace_period(binding: Binding, clock: ManualClock) -> None:
    app: Any = App()
    async with binding.attached(app):
        tab = Tab()
        await shown(binding, clock, tab)

        app.event_namespace.on_disconnect("socket")
        await clock.advance(binding.grace - 0.1)
        assert "tab" in binding.sessions
        await clock.advance(0.2)

        assert binding.sessions == {}
        assert [len(query.observers) for query in binding.client.query_cache.find_all()] == [0]


async def test_a_session_without_queries_is_delivered_nothing(binding: Binding, clock: ManualClock) -> None:
    app: Any = App()
    async with binding.attached(app):
        tab = Tab()
        binding.set_mutation(tab.state, "create", MutationMeta("pending"))
        assert binding.delivery is not None

        binding.delivery.touch("tab", (PeopleState, "people"), settled=True)
        await clock.advance(1.0)

        assert binding.sessions["tab"].queries == {}
