"""Keys, hashing and matching: group K."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

import pytest

from state.query import MISSING, InvalidKeyError, QueryClient, QueryFilters, QueryOptions, hash_key
from state.query.keys import is_under


class Colour(Enum):
    RED = "red"


def test_order_of_mapping_items_does_not_matter_at_any_depth():
    """K01"""
    one = ("a", {"b": 2, "a": {"x": 1, "y": [{"p": 1, "q": 2}]}})
    other = ("a", {"a": {"y": [{"q": 2, "p": 1}], "x": 1}, "b": 2})

    assert hash_key(one) == hash_key(other)


def test_hashes_of_different_plain_keys_differ():
    """K02"""
    hashes = {hash_key(("test",)), hash_key((123,)), hash_key((None,)), hash_key(("123",))}

    assert len(hashes) == 4


def test_mapping_keys_hash_the_same_in_another_process():
    """K02"""
    code = "from state.query import hash_key; print(hash_key(('a', {'z': 1, 'b': 2, 3: 'c'})))"

    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


def test_one_and_true_and_one_point_zero_are_three_keys(client: QueryClient):
    """K02"""
    client.set_data(("a", 1), "int")
    client.set_data(("a", True), "bool")
    client.set_data(("a", 1.0), "float")

    assert [client.get_data(("a", part)) for part in (1, True, 1.0)] == ["int", "bool", "float"]


def test_missing_item_counts_as_absent_and_none_as_a_value():
    """K03"""
    assert hash_key(({"a": 1, "b": MISSING},)) == hash_key(({"a": 1},))
    assert hash_key(({"a": 1, "b": None},)) != hash_key(({"a": 1},))


@pytest.mark.parametrize(
    "part", [Colour.RED, UUID(int=7), date(2024, 1, 2), datetime(2024, 1, 2, tzinfo=UTC), 1.5, None, [1, {"a": (2,)}]]
)
def test_every_allowed_kind_of_part_finds_its_entry_again(client: QueryClient, part: object):
    """K02"""
    client.set_data(("k", part), "found")

    assert client.get_data(("k", part)) == "found"


def test_enum_is_not_its_value():
    """K02"""
    assert hash_key((Colour.RED,)) != hash_key(("red",))


def test_prefix_matches_and_longer_prefix_does_not(client: QueryClient):
    """K06"""
    client.set_data((1, 2, 3), "x")

    assert client.get_many((1, 2)) == [((1, 2, 3), "x")]
    assert client.get_many((1, 2, 3, 4)) == []


def test_mapping_in_a_prefix_may_hold_less_than_the_key():
    """K07"""
    key = ({"a": {"b": "b"}, "c": "c", "d": [{"d": "d"}]},)
    prefix = ({"a": {"b": "b"}, "c": "c", "d": []},)

    assert is_under(key, prefix)
    assert not is_under(prefix, key)


def test_partial_mapping_finds_entries_through_the_index(client: QueryClient):
    """K07"""
    client.set_data(("users", {"page": 1, "search": "a"}), "one")
    client.set_data(("users", {"page": 2, "search": "a"}), "two")

    assert client.get_many(("users", {"page": 2})) == [(("users", {"page": 2, "search": "a"}), "two")]


def test_none_never_matches_a_mapping():
    """K08"""
    assert not is_under(({"a": None},), ({"a": {}},))
    assert not is_under(({"a": {}},), ({"a": None},))
    assert not is_under((None,), ({},))


def test_key_wrapped_once_more_finds_nothing(client: QueryClient):
    """K09"""
    client.set_data(("posts", 1), "x")

    assert len(client.get_many(("posts",))) == 1
    assert client.get_many((("posts",),)) == []


def test_no_filters_give_every_entry_in_order_of_creation(client: QueryClient):
    """K11"""
    for name in ("c", "a", "b"):
        client.set_data((name,), 1)

    assert [key for key, _ in client.get_many()] == [("c",), ("a",), ("b",)]
    assert [key for key, _ in client.get_many(QueryFilters())] == [("c",), ("a",), ("b",)]


def test_type_and_stale_combine(client: QueryClient):
    """K13"""
    for name in ("a", "b", "c"):
        client.set_data((name,), 1)

    assert len(client.get_many(QueryFilters(type="inactive"))) == 3
    assert client.get_many(QueryFilters(type="active")) == []
    assert client.get_many(QueryFilters(type="inactive", stale=True)) == []


async def test_stale_filter_tells_the_invalidated_one(client: QueryClient):
    """K14"""
    client.set_data(("a",), 1)
    client.set_data(("b",), 1)

    await client.invalidate(("a",))

    assert [key for key, _ in client.get_many(QueryFilters(stale=True))] == [("a",)]
    assert [key for key, _ in client.get_many(QueryFilters(stale=False))] == [("b",)]


async def test_fetch_status_filter_finds_an_entry_only_while_it_is_fetched(client: QueryClient, clock, make_source):
    """K15"""
    async with client.observe(QueryOptions(("a",), make_source(takes=0.02))):
        await clock.advance(0.01)
        during = client.get_many(QueryFilters(fetch_status="fetching"))
        await clock.advance(0.01)

        assert len(during) == 1
        assert client.get_many(QueryFilters(fetch_status="fetching")) == []


def test_predicate_is_asked_last(client: QueryClient):
    """K16"""
    client.set_data(("a", 1), 1)
    client.set_data(("b", 1), 1)
    asked = []

    found = client.get_many(QueryFilters(key=("a",), predicate=lambda query: asked.append(query.key)))

    assert found == []
    assert asked == [("a", 1)]


@pytest.mark.parametrize("key", ["todos", 5, None, {"a": 1}])
def test_key_that_is_no_tuple_is_refused_with_the_fix(client: QueryClient, key: object):
    """K19"""
    with pytest.raises(InvalidKeyError, match="tuple"):
        client.get_data(key)


@pytest.mark.parametrize("part", [{1, 2}, object(), float("nan"), b"x"])
def test_part_without_a_stable_identity_is_refused(part: object):
    """K19"""
    with pytest.raises(InvalidKeyError, match="cannot hold"):
        hash_key(("a", part))


def test_removed_entries_leave_nothing_in_the_prefix_index(client: QueryClient):
    """K06"""
    client.set_data(("a", "b", "c"), 1)
    client.set_data(("a", "b"), 2)

    client.remove(("a", "b", "c"))

    assert client.get_many(("a",)) == [(("a", "b"), 2)]
    client.remove(("a",))
    assert client.query_cache._keys._root.children == {}
