"""The contract with Reflex: what the binding leans on, one promise each. When an upgrade fails, read ``reflex_internals``."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import reflex as rx
import reflex_base
from reflex_base.event import EventHandler
from reflex_base.vars.base import ComputedVar

from app.app import app
from state.binding import Binding, MutationHandler
from state.binding import reflex_internals as internals
from tests.state.binding.conftest import NAME, Tab
from tests.state.binding.people_state import PeopleState


class Plain(rx.State):
    """A State with one var and one handler."""

    n: int = 0

    @rx.var
    def double(self) -> int:
        return 2 * self.n


def greet(self: Any, name: str) -> None:
    """A handler to be copied."""


async def run(state: Any) -> None:
    """A handler to be added."""


def test_a_state_knows_its_tab_and_its_connection() -> None:
    tab = Tab("token-1", "socket-1")

    assert internals.client_token(tab.state) == "token-1"
    assert internals.connection_id(tab.state) == "socket-1"


def test_marking_a_var_dirty_puts_it_and_its_dependents_into_the_next_delta() -> None:
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    state = root.get_substate(Plain.get_full_name().split("."))
    root._clean()

    internals.mark_dirty(state, ("n",))

    assert root.get_delta()[Plain.get_full_name()].keys() == {internals.wire_name("n"), internals.wire_name("double")}


def test_a_copied_handler_is_another_function_with_the_same_name() -> None:
    copied = internals.copy_handler(Plain, greet)

    assert copied is not greet
    assert copied.__name__ == "greet"


def test_an_added_handler_is_an_event_of_the_class_and_runs_in_the_background() -> None:
    internals.add_event_handler(Plain, internals.in_background(run, "sweep"), MutationHandler)

    handler = Plain.sweep  # type: ignore[attr-defined]

    assert isinstance(handler, EventHandler)
    assert handler.is_background
    assert Plain.event_handlers["sweep"] is handler


def test_handlers_of_query_states_belong_to_their_own_class() -> None:
    assert PeopleState.claim_query.fn is not None  # type: ignore[attr-defined]
    assert "claim_query" in PeopleState.event_handlers


def test_get_delta_is_what_reflex_calls_to_build_an_update(binding: Binding) -> None:
    tab = Tab()
    internals.mark_dirty(tab.state, ("people__meta",))

    # Nobody shows the query, so the override has taken its vars out.
    assert not {name for name in tab.delta() if name.startswith("people")}


def test_a_computed_var_finds_its_dependencies_in_the_authors_code() -> None:
    wire = PeopleState.computed_vars["people__data"]

    assert isinstance(wire, ComputedVar)
    assert wire._deps(objclass=PeopleState) == {NAME: {"search"}}


def test_a_computed_var_that_reads_a_query_depends_on_its_wire_vars() -> None:
    heading = PeopleState.computed_vars["heading"]

    assert heading._deps(objclass=PeopleState)[NAME] >= {"people__data", "people__meta", "search"}


def test_wire_vars_are_cached_vars_so_that_they_are_not_always_dirty() -> None:
    assert not {"people__data", "people__meta"} & PeopleState._always_dirty_computed_vars


def test_disconnects_are_announced_with_token_and_connection_before_reflex_forgets_them() -> None:
    told: list[tuple[str, str]] = []

    class Namespace:
        def __init__(self) -> None:
            self.sid_to_token = {"socket": "tab"}

        def on_disconnect(self, sid: str) -> str:
            self.sid_to_token.pop(sid, None)
            return "forgotten"

    class App:
        event_namespace = Namespace()

    app: Any = App()
    internals.on_disconnect(app, lambda token, connection: told.append((token, connection)))

    assert app.event_namespace.on_disconnect("socket") == "forgotten"
    assert app.event_namespace.on_disconnect("socket") == "forgotten"
    assert told == [("tab", "socket")]


def test_the_event_namespace_has_what_disconnects_and_backlogs_are_read_from() -> None:
    namespace: Any = app.event_namespace

    assert "sid" in inspect.signature(namespace.on_disconnect).parameters
    assert namespace.sid_to_token == {}
    assert namespace._token_manager.token_to_socket == {}
    assert hasattr(app.sio.manager, "eio_sid_from_sid")  # type: ignore[union-attr]
    assert internals.backlog(app, "nobody") == 0


def test_the_browser_applies_a_delta_without_order_or_completeness() -> None:
    script = (Path(reflex_base.__file__).parent / ".templates/web/utils/state.js").read_text()
    handler = script[script.index('socket.current.on("event"') :]
    handler = handler[: handler.index("socket.current.on(", 10)]

    assert "dispatch[substate](delta[substate])" in handler
