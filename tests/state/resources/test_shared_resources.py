"""Shared resources as queries: over a real embedded source, asked again by themselves while it does not answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.errors import Invalid, Unavailable
from data.repositories import CursorCodec, ListQuery, Where
from data.seeds.external import seed_external
from data.sources import SharedResourceSource, load_mapping, open_source
from state.query import InfiniteQueryObserver, ManualClock, QueryClient, QueryObserver
from state.resources.retries import RETRY
from state.resources.shared_resources import (
    POLL,
    shared_resource_choices,
    shared_resource_count,
    shared_resource_detail,
    shared_resource_list,
    shared_resource_pages,
)

PAGE = ListQuery(sort="id", limit=40)


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[SharedResourceSource]:
    seed_external(tmp_path / "external.db", count=100)
    made = open_source(f"sqlite:///{tmp_path / 'external.db'}", load_mapping(), codec=CursorCodec(b"secret"), timeout=5.0)
    yield made
    await made.close()


@pytest.fixture
async def client() -> AsyncIterator[QueryClient]:
    async with QueryClient(clock=ManualClock(1_000.0)) as made:
        yield made


async def test_pages_follow_each_other_to_the_end_without_losing_a_row(
    source: SharedResourceSource, client: QueryClient
) -> None:
    async with client.observe_infinite(shared_resource_pages(source, "sites", PAGE)) as observer:
        await observer.refetch()
        while observer.result.has_next_page:
            await observer.fetch_next_page()

        data = observer.result.data
        ids = [item.id for page in data.pages for item in page.items]  # type: ignore[union-attr]

    assert isinstance(observer, InfiniteQueryObserver)
    assert len(ids) == len(set(ids)) == 100


async def test_a_filter_is_part_of_the_question(source: SharedResourceSource, client: QueryClient) -> None:
    ports = ListQuery(where=(Where("kind", "eq", "port"),), limit=100, sort="id")

    everything = await client.fetch(shared_resource_count(source, "sites", PAGE))
    some = await client.fetch(shared_resource_count(source, "sites", ports))
    page = await client.fetch(shared_resource_list(source, "sites", ports))

    assert 0 < some.value < everything.value
    assert {item.fields["kind"] for item in page.items} == {"port"}


async def test_the_menus_of_a_resource_come_in_one_answer(source: SharedResourceSource, client: QueryClient) -> None:
    choices = await client.fetch(shared_resource_choices(source, "sites"))

    assert set(choices) == {"kind", "status", "city", "country"}
    assert "port" in choices["kind"]


async def test_a_refused_question_is_asked_once(source: SharedResourceSource, client: QueryClient) -> None:
    with pytest.raises(Invalid):
        await client.fetch(shared_resource_list(source, "sites", ListQuery(sort="no_such_field")))


class Silent:
    """A source that does not answer until it is told to."""

    def __init__(self, source: SharedResourceSource) -> None:
        self.source, self.is_silent, self.asked = source, True, 0

    async def get(self, resource: str, resource_id: str) -> object:
        self.asked += 1
        if self.is_silent:
            raise Unavailable("The external database does not answer.")
        return await self.source.get(resource, resource_id)


async def test_a_source_that_answers_again_is_noticed_within_seconds(source: SharedResourceSource, client: QueryClient) -> None:
    clock = client.clock
    assert isinstance(clock, ManualClock)
    first = (await client.fetch(shared_resource_list(source, "sites", PAGE))).items[0]
    silent = Silent(source)
    observer = QueryObserver(client, shared_resource_detail(silent, "sites", first.id))  # type: ignore[arg-type]
    leave = observer.subscribe(lambda _: None)
    await clock.advance(5.0)
    assert isinstance(observer.result.error, Unavailable)

    silent.is_silent = False
    for _ in range(8):
        await clock.advance(RETRY / 2)
        await observer.refetch() if observer.result.is_fetching else None

    assert observer.result.error is None
    asked = silent.asked
    await clock.advance(POLL - 2 * RETRY)
    assert silent.asked <= asked + 1
    leave()
