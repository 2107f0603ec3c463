"""Guards on every kind of event handler."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field

import pytest

from data.errors import Forbidden, Unauthenticated
from state.auth import Principal, Rule, public, require


def person(role="viewer", *, expires_at=1_060):
    return Principal("user_1", "sess_1", "Ann", "ann@example.com", "org_1", "One", role, 1_000, expires_at, "issuer")


class Screen:
    """Five kinds of handlers, as a State has them; each notes that it ran."""

    def __init__(self, principal=None):
        self.principal = principal
        self.ran = []

    @require("users:delete", clock=lambda: 1_000.0)
    def plain(self, value):
        """Its own words."""
        self.ran.append(value)
        return value

    @require("users:delete", clock=lambda: 1_000.0)
    async def coroutine(self, value):
        self.ran.append(value)
        return value

    @require("users:delete", clock=lambda: 1_000.0)
    def generator(self, value):
        self.ran.append(value)
        yield value

    @require("users:delete", clock=lambda: 1_000.0)
    async def async_generator(self, value):
        try:
            self.ran.append(value)
            yield value
        finally:
            self.ran.append("closed")


async def run(handler, value="x"):
    """Run a handler the way its kind is run."""
    if inspect.isasyncgenfunction(handler):
        return (await _all(handler(value)))[0]
    if inspect.iscoroutinefunction(handler):
        return await handler(value)
    if inspect.isgeneratorfunction(handler):
        return next(iter(handler(value)))
    return handler(value)


async def _all(steps):
    return [step async for step in steps]


KINDS = ["plain", "coroutine", "generator", "async_generator"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_handler_runs_for_somebody_who_may(kind):
    screen = Screen(person("owner"))

    assert await run(getattr(screen, kind)) == "x"
    assert screen.ran[0] == "x"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("who", "error"),
    [(None, Unauthenticated), (person("editor"), Forbidden), (person("owner", expires_at=990), Unauthenticated)],
    ids=["nobody", "somebody who may not", "somebody whose session is over"],
)
async def test_a_handler_does_not_even_start_for(kind, who, error):
    screen = Screen(who)

    with pytest.raises(error):
        await run(getattr(screen, kind))

    assert screen.ran == []


@dataclass
class StandIn:
    """What a background task holds: only up to date inside ``async with``."""

    fresh: Principal | None
    is_open: bool = False
    ran: list = field(default_factory=list)

    async def __aenter__(self):
        self.is_open = True
        return self

    async def __aexit__(self, *_):
        self.is_open = False

    @property
    def principal(self):
        assert self.is_open, "a background task's principal was read outside of its lock"
        return self.fresh


@require("users:read", clock=lambda: 1_000.0)
async def in_background(owner):
    assert not owner.is_open
    async with owner:
        owner.ran.append("done")


async def test_a_background_task_is_checked_under_its_lock_and_starts_without_it():
    owner = StandIn(person())

    await in_background(owner)

    assert owner.ran == ["done"]
    assert not owner.is_open


async def test_a_background_task_of_nobody_does_not_start():
    owner = StandIn(None)

    with pytest.raises(Unauthenticated):
        await in_background(owner)

    assert owner.ran == []
    assert not owner.is_open


@pytest.mark.parametrize("kind", KINDS)
def test_a_guarded_handler_keeps_its_kind_name_words_and_signature(kind):
    guarded = getattr(Screen, kind)
    original = guarded.__wrapped__

    for is_kind in (inspect.isasyncgenfunction, inspect.iscoroutinefunction, inspect.isgeneratorfunction):
        assert is_kind(guarded) == is_kind(original)
    assert (guarded.__name__, guarded.__doc__) == (original.__name__, original.__doc__)
    assert inspect.signature(guarded) == inspect.signature(original)


async def test_closing_a_guarded_generator_early_closes_the_handler():
    screen = Screen(person("owner"))
    steps = screen.async_generator("x")

    await anext(steps)
    await steps.aclose()

    assert screen.ran == ["x", "closed"]


def test_every_guard_leaves_its_rule_where_it_can_be_checked():
    @public
    def anybody(owner): ...

    assert Screen.plain.__rule__ == Rule("users:delete")
    assert anybody.__rule__ == Rule(None)


def test_a_permission_that_does_not_exist_fails_when_the_code_is_loaded():
    with pytest.raises(ValueError, match="users:raed"):
        require("users:raed")
