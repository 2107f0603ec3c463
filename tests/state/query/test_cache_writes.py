"""Writing and reading by hand: group W."""

from __future__ import annotations

from state.query import MISSING, QueryClient, QueryOptions


def test_write_makes_an_entry(client: QueryClient):
    """W01"""
    client.set_data(("a",), "x")

    state = client.get_state(("a",))
    assert (state.status, state.fetch_status, state.data_update_count) == ("success", "idle", 1)


def test_updater_that_returns_missing_changes_nothing(client: QueryClient):
    """W03"""
    client.set_data(("a",), "x")
    before = client.get_state(("a",))

    assert client.set_data(("a",), lambda data: MISSING) is MISSING
    assert client.set_data(("b",), lambda data: data) is MISSING

    assert client.get_state(("a",)) is before
    assert client.get_state(("b",)) is None


def test_updater_gets_the_present_data_and_its_result_is_kept(client: QueryClient):
    """W04"""
    seen = []
    client.set_data(("a",), lambda data: seen.append(data) or 1)

    assert client.set_data(("a",), lambda data: data + 1) == 2
    assert seen == [MISSING]
    assert client.get_data(("a",)) == 2


def test_none_is_data(client: QueryClient):
    """W05"""
    client.set_data(("a",), None)

    assert client.get_data(("a",)) is None
    assert client.get_state(("a",)).status == "success"


async def test_write_carries_its_time_or_now(client: QueryClient, clock):
    """W07"""
    await clock.advance(5)

    client.set_data(("a",), 1)
    client.set_data(("b",), 1, updated_at=3)

    assert client.get_state(("a",)).data_updated_at == 5
    assert client.get_state(("b",)).data_updated_at == 3


async def test_write_clears_error_and_invalidation(client: QueryClient, clock, source):
    """W08"""
    source.error = OSError("down")
    await client.prefetch(QueryOptions(("a",), lambda ctx: (_ for _ in ()).throw(OSError("down"))))
    assert client.get_state(("a",)).status == "error"

    client.set_data(("a",), 1)

    state = client.get_state(("a",))
    assert (state.status, state.error, state.is_invalidated) == ("success", None, False)


def test_only_the_exact_key_answers(client: QueryClient):
    """W10"""
    client.set_data(("k", "a"), 1)

    assert client.get_data(("k",)) is MISSING
    assert client.get_data(("nowhere",)) is MISSING


def test_many_are_read_and_written_by_filter(client: QueryClient):
    """W11"""
    client.set_data(("k", 1), 1)
    client.set_data(("k", 2), 2)
    client.set_data(("other",), 3)

    assert client.set_many(("k",), lambda data: data * 10) == [(("k", 1), 10), (("k", 2), 20)]
    assert client.get_many(("k",)) == [(("k", 1), 10), (("k", 2), 20)]
    assert client.get_many(("none",)) == []
    assert client.get_data(("other",)) == 3


def test_state_is_a_snapshot(client: QueryClient):
    """W12"""
    client.set_data(("a",), 1)
    before = client.get_state(("a",))

    client.set_data(("a",), 2)

    assert before.data == 1
    assert client.get_state(("a",)) is not before
