"""Changes shown before they are confirmed: X23."""

from __future__ import annotations

import asyncio

import pytest

from state.query import QueryClient, QueryFilters, QueryOptions


def add(item):
    return lambda items: items if item in items else [*items, item]


async def test_change_shows_at_once_and_stays_after_success(client: QueryClient):
    """X23"""
    client.set_data(("a",), [1])

    async with client.optimistic(("a",), add(2)):
        assert client.get_data(("a",)) == [1, 2]

    assert client.get_data(("a",)) == [1, 2]


async def test_only_the_failed_layer_is_taken_back(client):
    """X23"""
    client.set_data(("a",), [1])
    good = client.optimistic(("a",), add("good"))
    late = client.optimistic(("a",), add("late"))

    async def fail_between():
        async with client.optimistic(("a",), add("bad")):
            await late.__aenter__()
            assert client.get_data(("a",)) == [1, "good", "bad", "late"]
            raise OSError("no")

    async with good:
        with pytest.raises(OSError, match="no"):
            await fail_between()

        assert client.get_data(("a",)) == [1, "good", "late"]
        late.undo()
        assert client.get_data(("a",)) == [1, "good"]


async def test_layer_is_applied_again_over_new_data_from_the_source(client, clock, make_source):
    """X23"""
    source = make_source([1])
    async with client.observe(QueryOptions(("a",), source)) as observer:
        await clock.advance(0.01)
        async with client.optimistic(("a",), add("mine")) as layer:
            source.value = [1, 2]
            refreshing = asyncio.create_task(client.invalidate(("a",)))
            await clock.advance(0.01)
            await refreshing
            assert observer.result.data == [1, 2, "mine"]

            layer.undo()

        assert observer.result.data == [1, 2]


async def test_updater_gets_the_data_under_the_layer(client):
    """X23"""
    client.set_data(("a",), [1])
    seen = []

    async with client.optimistic(("a",), lambda items: seen.append(list(items)) or [*items, "x"]):
        client.set_data(("a",), [2])
        client.set_data(("a",), lambda items: [*items, 3])

        assert client.get_data(("a",)) == [2, 3, "x"]

    assert all("x" not in items for items in seen)
    assert client.get_data(("a",)) == [2, 3, "x"]


async def test_fetch_that_began_before_the_success_does_not_hide_the_change(client, clock, make_source):
    """X23 X02"""
    source = make_source([1])
    client.set_data(("a",), [1])
    async with client.observe(QueryOptions(("a",), source)) as observer:
        async with client.optimistic(("a",), add(2)):
            await clock.advance(0.005)
        source.value = [1, 2]
        await clock.advance(0.005)
        assert observer.result.data == [1, 2]
        await clock.advance(0.01)

        assert observer.result.data == [1, 2]
        assert source.runs == 2


async def test_many_entries_are_changed_by_filter(client):
    """X23"""
    for number in range(2):
        client.set_data(("list", number), [number])

    async with client.optimistic(QueryFilters(key=("list",)), add("x")):
        assert [data for _, data in client.get_many(("list",))] == [[0, "x"], [1, "x"]]


async def test_rows_the_layer_leaves_alone_keep_their_identity(client):
    """X23 S03"""
    rows = [{"id": 1}, {"id": 2}]
    client.set_data(("a",), rows)

    async with client.optimistic(("a",), lambda items: [{**row, "x": 1} if row["id"] == 2 else dict(row) for row in items]):
        assert client.get_data(("a",))[0] is rows[0]


async def test_updater_that_fails_shows_nothing(client):
    """X23"""
    client.set_data(("a",), 1)
    client.set_data(("b",), "text")

    with pytest.raises(TypeError):
        async with client.optimistic(None, lambda data: data + 1):
            pytest.fail("entered")

    assert [data for _, data in client.get_many()] == [1, "text"]


async def test_entry_without_data_stays_without(client, clock, make_source):
    """X23"""
    async with client.observe(QueryOptions(("a",), make_source([1]))) as observer, client.optimistic(("a",), add("mine")):
        assert observer.result.is_pending
        await clock.advance(0.01)
        assert observer.result.data == [1, "mine"]
