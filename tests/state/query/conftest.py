"""What the engine's tests share: a clock that stands still, a client on it, and a source that can be told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio

from state.query import ManualClock, QueryClient, QueryContext, QueryResult


class Source:
    """A query function: reads ``value`` when it is called, answers after ``takes`` seconds, fails with ``error`` if set."""

    def __init__(self, clock: ManualClock, value: Any = "data", takes: float = 0.01) -> None:
        self.clock = clock
        self.value = value
        self.takes = takes
        self.error: Exception | None = None
        self.failures_left = 0
        self.runs = 0
        self.moments: list[float] = []
        self.contexts: list[QueryContext] = []

    async def __call__(self, ctx: QueryContext) -> Any:
        self.runs += 1
        self.moments.append(self.clock.now())
        self.contexts.append(ctx)
        value, error = self.value, self.error
        if self.failures_left:
            self.failures_left -= 1
            error = OSError(f"failure in run {self.runs}")
        if self.takes:
            await self.clock.sleep(self.takes)
        if error is not None:
            raise error
        return value


class SignalReader(Source):
    """A source whose function takes the cancel signal."""

    async def __call__(self, ctx: QueryContext) -> Any:
        self.signal = ctx.signal
        return await super().__call__(ctx)


class Heard:
    """A listener that keeps what it was told."""

    def __init__(self) -> None:
        self.results: list[QueryResult[Any]] = []

    def __call__(self, result: QueryResult[Any]) -> None:
        self.results.append(result)

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(result.status, result.fetch_status) for result in self.results]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def client(clock: ManualClock) -> AsyncIterator[QueryClient]:
    async with QueryClient(clock=clock) as client:
        yield client


@pytest.fixture
def source(clock: ManualClock) -> Source:
    return Source(clock)


@pytest.fixture
def make_source(clock: ManualClock) -> Callable[..., Source]:
    return lambda value="data", takes=0.01: Source(clock, value, takes)


@pytest.fixture
def signal_reader(clock: ManualClock) -> SignalReader:
    return SignalReader(clock)


@pytest.fixture
def heard() -> Heard:
    return Heard()
