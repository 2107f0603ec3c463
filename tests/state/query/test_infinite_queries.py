"""Paged queries: group B."""

from __future__ import annotations

import asyncio

import pytest

from state.query import CancelledQueryError, InfiniteData, InfiniteQueryOptions, QueryClient


class Pages:
    """Numbered pages; a page is ``(number, round)``, so that a page that was read again can be told."""

    def __init__(self, clock, last=9):
        self.clock = clock
        self.last = last
        self.round = 0
        self.asked = []
        self.fail_at = {}

    async def __call__(self, ctx):
        self.asked.append((ctx.page_param, ctx.direction))
        await self.clock.sleep(0.01)
        if self.fail_at.get(ctx.page_param):
            self.fail_at[ctx.page_param] -= 1
            raise OSError("down")
        return (ctx.page_param, self.round)

    def options(self, **more):
        return InfiniteQueryOptions(
            ("pages",),
            self,
            initial_page_param=0,
            get_next_page_param=lambda page, pages, param, params: param + 1 if param < self.last else None,
            get_previous_page_param=lambda page, pages, param, params: param - 1 if param > -self.last else None,
            **more,
        )


@pytest.fixture
def pages(clock):
    return Pages(clock)


async def done(clock, work, seconds=0.1):
    task = asyncio.create_task(work)
    await clock.advance(seconds)
    return await task


async def test_first_page(client: QueryClient, clock, pages):
    """B01"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)

        assert observer.result.data == InfiniteData([(0, 0)], [0])
        assert pages.asked == [(0, "forward")]


async def test_none_may_be_the_first_param(client, clock):
    """B01"""

    async def fn(ctx):
        return f"page {ctx.page_param}"

    options = InfiniteQueryOptions(("a",), fn, initial_page_param=None, get_next_page_param=lambda *_: None)
    assert await done(clock, client.fetch(options)) == InfiniteData(["page None"], [None])


async def test_next_and_previous_pages(client, clock, pages):
    """B02 B03"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        await done(clock, observer.fetch_previous_page())

        assert observer.result.data.page_params == [-1, 0, 1]
        assert pages.asked == [(0, "forward"), (1, "forward"), (-1, "backward")]


async def test_no_next_page_no_run(client, clock):
    """B05"""
    pages = Pages(clock, last=0)
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)

        result = await observer.fetch_next_page()

        assert not result.has_next_page
        assert len(pages.asked) == 1


async def test_refetch_reads_all_pages_one_after_the_other(client, clock, pages):
    """B06"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        await done(clock, observer.fetch_next_page())
        pages.asked.clear()
        pages.round = 1

        await done(clock, observer.refetch())

        assert pages.asked == [(0, "forward"), (1, "forward"), (2, "forward")]
        assert observer.result.data.pages == [(0, 1), (1, 1), (2, 1)]


async def test_max_pages_drops_from_the_other_end(client, clock, pages):
    """B06"""
    async with client.observe_infinite(pages.options(max_pages=2)) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        await done(clock, observer.fetch_next_page())
        assert observer.result.data.page_params == [1, 2]

        pages.asked.clear()
        await done(clock, observer.refetch())
        assert pages.asked == [(1, "forward"), (2, "forward")]


async def test_refetch_stops_where_the_pages_now_end(client, clock, pages):
    """B07"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        await done(clock, observer.fetch_next_page())
        pages.last = 1

        await done(clock, observer.refetch())

        assert observer.result.data.page_params == [0, 1]


async def test_retry_goes_on_where_it_failed(client, clock, pages):
    """B09"""
    async with client.observe_infinite(pages.options(retry_delay=0.01)) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        await done(clock, observer.fetch_next_page())
        pages.asked.clear()
        pages.fail_at = {1: 1}

        await done(clock, observer.refetch())

        assert [param for param, _ in pages.asked] == [0, 1, 1, 2]
        assert observer.result.is_success


async def test_cancelled_refetch_keeps_the_pages(client, clock, pages):
    """B10"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        pages.asked.clear()
        refetching = asyncio.create_task(observer.refetch())
        await clock.advance(0.005)

        await client.cancel(("pages",))
        await clock.advance(1)

        assert len(pages.asked) == 1
        assert (await refetching).data.page_params == [0, 1]
        assert not isinstance(observer.result.error, CancelledQueryError)


async def test_without_pages_nobody_is_asked_for_the_next_param(client):
    """B12"""
    options = InfiniteQueryOptions(("a",), None, get_next_page_param=lambda *_: pytest.fail("asked"), enabled=False)
    async with client.observe_infinite(options) as observer:
        assert (observer.result.has_next_page, observer.result.has_previous_page) == (False, False)


async def test_at_most_one_kind_of_fetching_at_a_time(client, clock, pages):
    """B13"""
    seen = set()
    async with client.observe_infinite(pages.options()) as observer:
        observer.subscribe(
            lambda r: seen.add((r.is_fetching_next_page, r.is_fetching_previous_page, r.is_refetching)),
        )
        await clock.advance(0.01)
        for work in (observer.fetch_next_page, observer.fetch_previous_page, observer.refetch):
            await done(clock, work())

    assert seen == {(False, False, False), (True, False, False), (False, True, False), (False, False, True)}


async def test_failed_next_page_is_its_own_kind_of_error(client, clock, pages):
    """B13"""
    async with client.observe_infinite(pages.options(retry=False)) as observer:
        await clock.advance(0.01)
        pages.fail_at = {1: 1}
        result = await done(clock, observer.fetch_next_page())

        assert (result.is_fetch_next_page_error, result.is_refetch_error, result.status) == (True, False, "error")
        assert result.data.page_params == [0]


async def test_select_gets_the_pages(client, clock, pages):
    """B14"""
    async with client.observe_infinite(pages.options(select=lambda data: len(data.pages))) as observer:
        await clock.advance(0.01)

        assert observer.result.data == 1


async def test_invalidation_reads_all_pages_again(client, clock, pages):
    """B06 V01"""
    async with client.observe_infinite(pages.options()) as observer:
        await clock.advance(0.01)
        await done(clock, observer.fetch_next_page())
        pages.round = 1

        await done(clock, client.invalidate(("pages",)))

        assert observer.result.data.pages == [(0, 1), (1, 1)]
