"""The list of users, as its State drives it: odd input changes nothing, or says what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from data.errors import Forbidden, Unauthenticated
from state.query import ManualClock
from state.runtime import Runtime
from state.user_state import UserState
from state.users_state import DEFAULT_SORT, PAGE_SIZE, UsersState
from tests.state.worker import Tab, worker

AMARA, VIEWER = "amara.okafor@northwind.example", "oluwaseun.adeyemi@northwind.example"


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    async with worker(tmp_path) as made:
        yield made


async def send(runtime: Runtime, state: UsersState, event: str, *values: Any) -> None:
    """What a browser sends, and everything that follows from it."""
    cast("Any", getattr(UsersState, event)).fn(state, *values)
    cast("Any", state)._get_root_state().get_delta()
    await cast("ManualClock", runtime.client.clock).advance(0)


async def shown(runtime: Runtime, email: str = AMARA) -> UsersState:
    """The list on screen."""
    tab = Tab()
    await tab.sign_in(runtime, email)
    state = tab.state(UsersState)
    runtime.binding.claim(state, "users", "panel")
    await cast("ManualClock", runtime.client.clock).advance(0)
    return state


async def test_a_search_of_ten_thousand_characters_is_refused_in_words_and_the_list_recovers(runtime: Runtime) -> None:
    state = await shown(runtime)

    await send(runtime, state, "set_search", "x" * 10_000)
    assert state.users.error.code == "invalid"
    assert "search" in state.users.error.fields
    await send(runtime, state, "clear_filters")

    assert state.users.error.message == ""
    assert len(state.users.data or ()) == PAGE_SIZE


@pytest.mark.parametrize("field", ["password", "", "organisation", "__class__", None, ["name"], {"$gt": ""}])
async def test_the_list_is_sorted_by_what_it_offers_only(runtime: Runtime, field: Any) -> None:
    state = await shown(runtime)

    await send(runtime, state, "sort_by", field)

    assert state.sort == DEFAULT_SORT


async def test_pages_go_forward_to_the_end_and_back(runtime: Runtime) -> None:
    state = await shown(runtime)
    first = [row.id for row in state.users.data.rows]  # type: ignore[union-attr]

    await send(runtime, state, "next_page")
    second = [row.id for row in state.users.data.rows]  # type: ignore[union-attr]
    assert not set(first) & set(second)
    await send(runtime, state, "next_page")
    assert state.page_number == 2, "there is no third page"
    await send(runtime, state, "previous_page")
    await send(runtime, state, "previous_page")

    assert state.page_number == 1
    assert [row.id for row in state.users.data.rows] == first  # type: ignore[union-attr]


async def test_a_viewer_cannot_open_the_form(runtime: Runtime) -> None:
    state = await shown(runtime, VIEWER)

    with pytest.raises(Forbidden):
        await send(runtime, state, "set_creating", True)

    assert not state.is_creating


async def test_nobody_signed_in_may_do_nothing() -> None:
    state = Tab().state(UsersState)

    with pytest.raises(Unauthenticated):
        cast("Any", UsersState.set_search).fn(state, "x")
    with pytest.raises(Unauthenticated):
        cast("Any", UserState.pick).fn(Tab().state(UserState), "name", "yours")
