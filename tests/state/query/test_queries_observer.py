"""Several queries at once: group P."""

from __future__ import annotations

from state.query import QueryClient, QueryOptions


async def test_results_come_in_the_order_of_the_queries(client: QueryClient, clock, make_source):
    """P01"""
    async with client.observe_many(
        [QueryOptions(("a",), make_source("A", takes=0.02)), QueryOptions(("b",), make_source("B"))]
    ) as observer:
        await clock.advance(0.02)

        assert [result.data for result in observer.result] == ["A", "B"]


async def test_shorter_list_leaves_the_dropped_entry_and_tells_once(client, clock, make_source, heard):
    """P03"""
    a, b = QueryOptions(("a",), make_source("A")), QueryOptions(("b",), make_source("B"))
    async with client.observe_many([a, b]) as observer:
        await clock.advance(0.01)
        observer.subscribe(heard)

        observer.set_queries([a])

        assert [[result.data for result in results] for results in heard.results] == [["A"]]
        assert len(client.query_cache.get(("b",)).observers) == 0


async def test_swapped_positions_keep_their_observers(client, clock, make_source, heard):
    """P04"""
    sources = make_source("A"), make_source("B")
    a, b = QueryOptions(("a",), sources[0]), QueryOptions(("b",), sources[1])
    async with client.observe_many([a, b]) as observer:
        await clock.advance(0.01)
        observer.subscribe(heard)

        observer.set_queries([b, a])
        await clock.advance(0.01)

        assert [[result.data for result in results] for results in heard.results] == [["B", "A"]]
        assert [source.runs for source in sources] == [1, 1]


async def test_same_key_twice_has_two_results_and_one_run(client, clock, source):
    """P06"""
    options = QueryOptions(("a",), source)
    async with client.observe_many([options, options]) as observer:
        await clock.advance(0.01)

        assert [result.data for result in observer.result] == ["data", "data"]
        assert source.runs == 1


async def test_new_select_gives_new_results(client, clock, source, heard):
    """P07"""
    async with client.observe_many([QueryOptions(("a",), source)]) as observer:
        await clock.advance(0.01)
        observer.subscribe(heard)

        observer.set_queries([QueryOptions(("a",), source, select=str.upper)])

        assert heard.results[-1][0].data == "DATA"


async def test_combine_runs_only_for_changes_and_its_value_is_shared(client, clock, source, heard):
    """P08"""
    runs = []

    def combine(results):
        runs.append(1)
        return {"ready": [result.is_success for result in results]}

    client.set_data(("a",), "data")
    async with client.observe_many([QueryOptions(("a",), source)], combine=combine) as observer:
        before = observer.result
        calls = len(runs)
        assert observer.result is before
        assert len(runs) == calls

        observer.subscribe(heard)
        await clock.advance(0.01)

        assert observer.result is before
        assert heard.results == []


async def test_group_goes_on_until_the_last_listener_leaves(client, clock, source):
    """P11"""
    observer = client.observe_many([QueryOptions(("a",), source)])
    one, other = observer.subscribe(), observer.subscribe()
    one()
    assert len(client.query_cache.get(("a",)).observers) == 1

    other()
    assert len(client.query_cache.get(("a",)).observers) == 0


async def test_a_batch_tells_the_group_once(client, heard):
    """X24"""
    for name in "abc":
        client.set_data((name,), 0)
    async with client.observe_many([QueryOptions((name,), enabled=False) for name in "abc"]) as observer:
        observer.subscribe(heard)

        client.set_many(None, lambda data: data + 1)

        assert [[result.data for result in results] for results in heard.results] == [[1, 1, 1]]
