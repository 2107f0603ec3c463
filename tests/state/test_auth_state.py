"""Who a tab belongs to: only a verified token says so, and nothing of one person is left for the next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from state.auth_state import AuthState, AuthSync
from state.binding import MutationMeta, Problem
from state.binding import reflex_internals as internals
from state.query import ManualClock
from state.resources_state import ResourcesState
from state.runtime import Runtime
from state.users_state import UsersState
from tests.state.worker import ORIGIN, Tab, worker

AMARA, SOFIA = "amara.okafor@northwind.example", "sofia.marchetti@contoso.example"


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    async with worker(tmp_path) as made:
        yield made


async def show_users(runtime: Runtime, tab: Tab) -> dict[str, Any]:
    """The tab shows the list of users; what it was sent."""
    state = tab.state(UsersState)
    runtime.binding.claim(state, "users", "panel")
    await cast("ManualClock", runtime.client.clock).advance(0)
    internals.mark_dirty(state, state.queries["users"].parts)
    return tab.delta(UsersState)


async def test_a_verified_token_signs_in_and_only_its_facts_reach_the_browser(runtime: Runtime) -> None:
    tab = Tab()

    await tab.sign_in(runtime, AMARA)
    sent = tab.delta(AuthState)

    assert (sent["name"], sent["role"], sent["organisation_name"]) == ("Amara Okafor", "owner", "Northwind")
    assert "_principal" not in sent
    assert not [value for value in sent.values() if isinstance(value, str) and value.count(".") == 2 and len(value) > 100]


@pytest.mark.parametrize("token", ["", "junk", "a.b.c", "x" * 10_000])
async def test_a_bad_token_changes_nothing(runtime: Runtime, token: str) -> None:
    tab = Tab()
    await tab.sign_in(runtime, AMARA)

    await tab.send_token(token)

    assert tab.state(AuthState).name == "Amara Okafor"


async def test_signing_out_takes_the_rows_back_and_leaves_no_observer(runtime: Runtime) -> None:
    tab = Tab()
    await tab.sign_in(runtime, AMARA)
    assert (await show_users(runtime, tab))["users__data"]["rows"]

    await cast("Any", AuthSync.signed_out).fn(tab.state(AuthSync))
    sent = tab.delta(UsersState)

    assert sent["users__data"] is None
    assert sent["users__meta"]["error"]["code"] == "unauthenticated"
    assert [len(query.observers) for query in runtime.client.query_cache.find_all()] == [0]


async def test_another_person_in_the_same_tab_sees_nothing_of_the_first(runtime: Runtime) -> None:
    tab = Tab()
    await tab.sign_in(runtime, AMARA)
    await show_users(runtime, tab)
    tab.state(UsersState).search = "secret of amara"
    tab.delta(UsersState)

    await tab.sign_in(runtime, SOFIA)
    assert tab.state(UsersState).search == ""
    sent = await show_users(runtime, tab)

    assert {row["email"].partition("@")[2] for row in sent["users__data"]["rows"]} == {"contoso.example"}


async def test_a_token_of_the_same_session_renews_without_a_reset(runtime: Runtime) -> None:
    tab = Tab()
    secret = await tab.sign_in(runtime, AMARA)
    tab.state(UsersState).search = "kept"

    renewed = runtime.auth_provider.token(secret, origin=ORIGIN)
    assert renewed is not None
    await tab.send_token(renewed.token)

    assert tab.state(UsersState).search == "kept"


async def test_a_revoked_session_may_do_nothing_although_its_token_lives(runtime: Runtime) -> None:
    tab = Tab()
    secret = await tab.sign_in(runtime, AMARA)

    runtime.auth_provider.sign_out(secret)

    assert tab.state(AuthState).principal is None
    sent = await show_users(runtime, tab)
    assert sent.get("users__data") is None


async def test_what_became_of_one_persons_mutation_is_not_told_to_the_next(runtime: Runtime) -> None:
    tab = Tab()
    await tab.sign_in(runtime, AMARA)
    runtime.binding.set_mutation(tab.state(UsersState), "create", MutationMeta("error", Problem("taken", "conflict")))
    tab.delta(UsersState)

    await tab.sign_in(runtime, SOFIA)

    assert runtime.binding.read(tab.state(UsersState), "create", "meta")["status"] == "idle"


async def test_rows_of_a_session_that_is_over_are_not_read_again_by_a_reconnect(runtime: Runtime) -> None:
    tab = Tab()
    secret = await tab.sign_in(runtime, AMARA)
    await show_users(runtime, tab)

    runtime.auth_provider.sign_out(secret)

    # A reconnect sends the whole State, without building a delta first.
    assert runtime.binding.read(tab.state(UsersState), "users", "data") is None
    assert tab.state(UsersState).users.data is None


async def test_a_page_may_be_opened_before_anybody_is_known(runtime: Runtime) -> None:
    tab = Tab()
    resources = tab.state(ResourcesState)

    cast("Any", ResourcesState.open).fn(resources)
    assert (resources.resource, resources.table_columns, resources.names) == ("", [], [])
    await tab.sign_in(runtime, AMARA)
    tab.root.get_delta()

    assert resources.resource == "sites"
    assert resources.table_columns[0].name == "name"
