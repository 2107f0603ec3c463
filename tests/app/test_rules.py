"""Nothing can be asked of the app without a declared rule: every event handler of every State says who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import reflex as rx

from app.app import app
from state.binding import QueryState

# What Reflex itself adds to every State; none of it reads or changes anything of ours.
OF_REFLEX = {"setvar"}


def states(cls: type[Any] = rx.State) -> Iterator[type[Any]]:
    """Every State of ours."""
    for subclass in cls.get_substates():
        if subclass.__module__.startswith("state."):
            yield subclass
        yield from states(subclass)


def test_every_event_handler_declares_its_rule() -> None:
    assert app is not None
    silent = [
        f"{state.__name__}.{name}"
        for state in states()
        for name, handler in state.event_handlers.items()
        if name not in OF_REFLEX and name not in getattr(state, "mutations", {}) and not hasattr(handler.fn, "__rule__")
    ]

    assert silent == []


def test_every_query_and_mutation_declares_its_rule() -> None:
    silent = [
        f"{state.__name__}.{name}"
        for state in states()
        if issubclass(state, QueryState)
        for name, declared in {**state.queries, **state.mutations}.items()
        if not hasattr(declared.fn, "__rule__")
    ]

    assert silent == []
