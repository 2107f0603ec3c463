"""Whatever order things happen in: one flight a key, nothing lost, nothing older over newer, no task left."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from state.query import ClientClosedError, ManualClock, QueryClient, QueryObserver, QueryOptions

KEYS = [("a",), ("b",)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "fetch",
                "abandon",
                "observe",
                "leave",
                "change",
                "write",
                "invalidate",
                "refetch",
                "cancel",
                "reset",
                "wait",
                "fail",
            ]
        ),
        st.sampled_from(KEYS),
        st.sampled_from([0.0, 0.4, 1.0, 3.0]),
    ),
    max_size=25,
)


class World:
    """A source with a version a key, and a client that must keep up with it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.client = QueryClient(clock=self.clock)
        self.truth = dict.fromkeys(KEYS, 0)
        self.failures = 0
        self.flying = dict.fromkeys(KEYS, 0)
        self.callers: list[tuple[asyncio.Task[int], tuple[str], int]] = []  # call, key, what it must at least know
        self.work: list[asyncio.Task[None]] = []
        self.leaves = {key: [] for key in KEYS}
        self.shown = dict.fromkeys(KEYS, 0)
        self.called_off: set[tuple[str]] = set()  # keys whose owed fetch somebody has cancelled

    async def read(self, ctx):
        self.flying[ctx.key] += 1
        assert self.flying[ctx.key] == 1, "two flights of one key"
        try:
            value = self.truth[ctx.key]
            await self.clock.sleep(1)
            if self.failures:
                self.failures -= 1
                raise OSError("down")
            return value
        finally:
            self.flying[ctx.key] -= 1

    def options(self, key):
        return QueryOptions(key, self.read, stale_time=float("inf"), retry=1, retry_delay=0.5, tags=[("all",)])

    def hear(self, key):
        def listener(result):
            if result.has_data:
                assert result.data >= self.shown[key], "an older result over a newer one"
                self.shown[key] = result.data

        return listener

    async def step(self, action, key, seconds):
        client, options = self.client, self.options(key)
        match action:
            case "fetch":
                self.callers.append((asyncio.create_task(client.fetch(options)), key, self.truth[key]))
            case "abandon" if self.callers:
                self.callers.pop()[0].cancel()
            case "observe":
                self.leaves[key].append(QueryObserver(client, options).subscribe(self.hear(key)))
            case "leave" if self.leaves[key]:
                self.leaves[key].pop()()
            case "change":  # the source changes, and says so
                self.truth[key] += 1
                self.called_off.discard(key)
                self.work.append(asyncio.create_task(client.invalidate(key)))
            case "write":  # somebody changed the source and knows the outcome
                self.truth[key] += 1
                client.set_data(key, self.truth[key])
            case "invalidate":
                self.work.append(asyncio.create_task(client.invalidate(tags=[("all",)])))
            case "refetch":
                self.work.append(asyncio.create_task(client.refetch(key)))
            case "cancel":
                # Who is called off gets the data there is.
                self.callers = [(call, of, -1 if of == key else least) for call, of, least in self.callers]
                self.called_off.add(key)
                await client.cancel(key)
            case "reset":
                self.shown[key] = 0
                self.work.append(asyncio.create_task(client.reset(key)))
            case "fail":
                self.failures += 1
            case _:
                pass
        await self.clock.advance(seconds)

    async def end(self):
        self.failures = 0
        await self.clock.advance(100)
        for key in KEYS:
            state = self.client.get_state(key)
            if state is not None and state.status == "success" and not state.is_invalidated:
                assert state.data == self.truth[key], "an invalidation or a write was lost"
            if self.leaves[key] and key not in self.called_off and state.status == "success":
                assert state.data == self.truth[key], "an observed query was left behind"
            assert state is None or state.fetch_status == "idle"
        for call, _, least in self.callers:
            assert call.done()
            if not call.cancelled() and call.exception() is None:
                assert call.result() >= least, "a caller got data from before it asked"
        await asyncio.gather(*self.work, *(call for call, _, _ in self.callers), return_exceptions=True)
        await self.client.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}, "a task was left"
        assert set(self.flying.values()) == {0}


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_any_interleaving_keeps_the_promises(steps):
    """X01 X02 X03 X26 E01"""

    async def run():
        world = World()
        reported = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(context))
        for step in steps:
            await world.step(*step)
        await world.end()
        assert reported == []

    asyncio.run(run())


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_closing_at_any_moment_leaves_nothing_behind(steps):
    """X26"""

    async def run():
        world = World()
        reported = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: reported.append(context))
        for step in steps:
            await world.step(*step)
        await world.client.close()
        outcomes = await asyncio.gather(*(call for call, _, _ in world.callers), return_exceptions=True)
        await asyncio.gather(*world.work, return_exceptions=True)

        assert all(isinstance(outcome, (int, Exception, asyncio.CancelledError)) for outcome in outcomes)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert [context for context in reported if not isinstance(context.get("exception"), ClientClosedError)] == []

    asyncio.run(run())
